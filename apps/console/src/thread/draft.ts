const prefix = 'bkcrm.draft.';

/** Text that was begun in a ticket, kept over a reload and never shown in another ticket. */
export function readDraft(ticketId: string): string {
  return localStorage.getItem(prefix + ticketId) ?? '';
}

export function writeDraft(ticketId: string, text: string): void {
  if (text.trim() === '') localStorage.removeItem(prefix + ticketId);
  else localStorage.setItem(prefix + ticketId, text);
}
