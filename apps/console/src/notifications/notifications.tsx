import type { MessageResource } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { playSound } from './sound.js';
import { useUnreadTotal } from './use-unread-total.js';

/** Older than this it came with catching up, not just now. */
const freshMs = 60_000;

/** Sound, title and screen readers tell of a new message. */
export function Notifications() {
  const client = useClient();
  const text = useText();
  const unread = useUnreadTotal();
  const [announcement, setAnnouncement] = useState('');

  useEffect(() => {
    document.title = unread === 0 ? 'BKCRM' : `(${unread}) BKCRM`;
  }, [unread]);

  useEffect(
    () =>
      client.onApplied(({ type, data }) => {
        if (type !== 'message.created') return;
        const { direction, receivedAt, ticketId } = data as MessageResource;
        if (direction !== 'in' || Date.now() - Date.parse(receivedAt) > freshMs) return;
        const { tickets, agent } = client.store.getSnapshot();
        const ticket = tickets.get(ticketId ?? '')?.ticket;
        if (ticket === undefined || (ticket.assignee !== null && ticket.assignee.id !== agent?.id)) return;
        playSound();
        setAnnouncement(text.thread.newFrom(nameOf(ticket.contact)));
      }),
    [client, text],
  );

  return (
    <div className="visually-hidden" aria-live="polite">
      {announcement}
    </div>
  );
}
