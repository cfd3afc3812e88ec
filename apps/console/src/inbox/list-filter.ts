import type { TicketEntry, TicketFilter } from '@bkcrm/client';

export type Tab = 'mine' | 'unassigned' | 'all';

export function filterOf(tab: Tab, isResolved: boolean, agentId: string): TicketFilter {
  const status: TicketFilter['status'] = isResolved ? ['resolved'] : ['pending', 'open'];
  if (tab === 'mine') return { status, assigneeId: agentId };
  return tab === 'unassigned' ? { status, assigneeId: 'none' } : { status };
}

/** Names without regard to accents and case, phones by their digits. */
export function matchesSearch({ ticket }: TicketEntry, search: string): boolean {
  const wanted = fold(search);
  if (wanted === '') return true;
  const digits = wanted.replace(/\D/g, '');
  const isPhone = digits !== '' && /^[\d\s()+-]+$/.test(wanted);
  return (
    fold(ticket.contact.name).includes(wanted) ||
    (isPhone && (ticket.contact.phone?.includes(digits) ?? false)) ||
    wanted === `#${ticket.number}`
  );
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}
