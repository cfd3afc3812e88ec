import type { ContactHit } from '@bkcrm/contracts';
import { formatPhone, isNameless, nameOf } from '../../i18n/phone.js';
import { useText } from '../../i18n/text.js';
import { Avatar } from '../../ui/avatar.js';

export function ContactHitRow({ contact, onOpen }: { contact: ContactHit; onOpen: () => void }) {
  const text = useText();
  const { name, phone, avatarUrl, ticketStatus } = contact;
  return (
    <li>
      <button type="button" className="row" data-testid={`found-${contact.id}`} onClick={onOpen}>
        <Avatar name={name} url={avatarUrl} size={40} />
        <span className="row-name">
          <span>{nameOf(contact)}</span>
        </span>
        <span className="row-time">{text.ticketStatuses[ticketStatus]}</span>
        <span className="row-preview">
          <span>{phone !== null && !isNameless(contact) && formatPhone(phone)}</span>
        </span>
      </button>
    </li>
  );
}
