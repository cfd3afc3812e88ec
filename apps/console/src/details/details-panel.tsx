import { agentPresenceOf } from '@bkcrm/client';
import type { AgentResource, TicketResource } from '@bkcrm/contracts';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { formatPhone, isNameless, nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { shortDateTime } from '../i18n/times.js';
import { useClientState } from '../session/client.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icons.js';
import { PersonalData } from './personal-data.js';
import { useTicketActions } from './use-ticket-actions.js';
import './details.css';

interface DetailsPanelProps {
  ticketId: string;
  agent: AgentResource;
  onClose: () => void;
}

/** Who the contact is, and where the ticket stands. */
export function DetailsPanel({ ticketId, agent, onClose }: DetailsPanelProps) {
  const text = useText();
  const ticket = useClientState((state) => state.tickets.get(ticketId)?.ticket);
  return (
    <aside className="details" aria-label={text.thread.details}>
      <header className="details-header">
        <h2>{text.thread.details}</h2>
        <button type="button" className="icon-button" aria-label={text.content.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {ticket !== undefined && (
        <div className="details-body">
          <Contact ticket={ticket} />
          <Placement ticket={ticket} agent={agent} />
          <Facts ticket={ticket} />
          {agent.role === 'administrator' && <PersonalData contact={ticket.contact} />}
        </div>
      )}
    </aside>
  );
}

function Contact({ ticket: { contact } }: { ticket: TicketResource }) {
  const text = useText();
  return (
    <section className="details-contact">
      <Avatar name={contact.name} url={contact.avatarUrl} size={72} />
      <h3>{nameOf(contact)}</h3>
      {!isNameless(contact) && <p>{contact.phone === null ? text.ticket.noPhone : formatPhone(contact.phone)}</p>}
    </section>
  );
}

function Placement({ ticket, agent }: { ticket: TicketResource; agent: AgentResource }) {
  const text = useText();
  const { change, isBusy } = useTicketActions(ticket);
  const agents = useClientState((state) => state.agents);
  const departments = useClientState((state) => state.departments);
  const people = useMemo(
    () =>
      withCurrent(
        [...agents.values()].filter(({ active }) => active),
        ticket.assignee,
        agent,
      ),
    [agents, ticket.assignee, agent],
  );
  const places = useMemo(
    () => withCurrent([...departments.values()], ticket.department),
    [departments, ticket.department],
  );
  return (
    <section className="details-fields">
      <label className="field">
        <span>{text.ticket.assignee}</span>
        <select
          className="input"
          disabled={isBusy}
          value={ticket.assignee?.id ?? ''}
          onChange={(event) => void change({ assigneeId: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{text.ticket.nobody}</option>
          {people.map((person) => (
            <PersonOption key={person.id} person={person} />
          ))}
        </select>
      </label>
      <label className="field">
        <span>{text.ticket.department}</span>
        <select
          className="input"
          disabled={isBusy}
          value={ticket.department?.id ?? ''}
          onChange={(event) => void change({ departmentId: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{text.ticket.noDepartment}</option>
          {places.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

/** With who is there, since that is what decides whom to ask. */
function PersonOption({ person: { id, name } }: { person: Named }) {
  const { collision } = useText();
  const presence = useClientState((state) => agentPresenceOf(state, id));
  return (
    <option value={id}>
      {name} · {collision.presences[presence]}
    </option>
  );
}

function Facts({ ticket }: { ticket: TicketResource }) {
  const text = useText();
  return (
    <dl className="details-facts">
      <Fact name={text.ticket.ticket}>#{ticket.number}</Fact>
      <Fact name={text.ticket.status}>{text.ticketStatuses[ticket.status]}</Fact>
      <Fact name={text.ticket.number}>
        {ticket.whatsappNumber.name}
        {ticket.whatsappNumber.phone !== null && <small>{formatPhone(ticket.whatsappNumber.phone)}</small>}
      </Fact>
      <Fact name={text.ticket.opened}>{shortDateTime(ticket.openedAt, text.locale)}</Fact>
      {ticket.resolvedAt !== null && (
        <Fact name={text.ticket.resolvedAt}>{shortDateTime(ticket.resolvedAt, text.locale)}</Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface Named {
  id: string;
  name: string;
}

/** What is chosen must be among the choices, whether this agent may list it or not. */
function withCurrent(choices: Named[], ...current: (Named | null)[]): Named[] {
  const missing = current.filter((one): one is Named => one !== null && !choices.some(({ id }) => id === one.id));
  const unique = new Map([...choices, ...missing].map((one) => [one.id, one]));
  return [...unique.values()].sort((a, b) => a.name.localeCompare(b.name));
}
