import type { ContactCard, MessageResource } from '@bkcrm/contracts';
import { Avatar } from '../../ui/avatar.js';

export function ContactsView({ message: { content } }: { message: MessageResource }) {
  return (
    <div className="cards">
      {(content.contacts ?? []).map((card, index) => (
        <Card key={index} card={card} />
      ))}
    </div>
  );
}

function Card({ card }: { card: ContactCard }) {
  return (
    <div className="card">
      <Avatar name={card.name} size={42} />
      <span className="card-text">
        <strong>{card.name}</strong>
        {card.organization !== undefined && <small>{card.organization}</small>}
        {card.phones.map(({ number }) => (
          <a key={number} href={`tel:${number.replace(/[^\d+]/g, '')}`}>
            {number}
          </a>
        ))}
        {card.emails?.map((email) => (
          <small key={email}>{email}</small>
        ))}
      </span>
    </div>
  );
}
