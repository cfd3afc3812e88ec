import type { CardToSend, FileKind, LocationToSend, RequestBody, SendMessageRequest } from '@bkcrm/contracts';

/** What an agent wants to send. */
export type Draft =
  | { kind: 'text'; text: string; linkPreview?: boolean }
  | { kind: 'file'; attachmentId: string; as?: FileKind; caption?: string; seconds?: number }
  | { kind: 'location'; location: LocationToSend }
  | { kind: 'contacts'; contacts: CardToSend[] };

/** Undefined when the request says several things at once, or nothing. */
export function readDraft(request: RequestBody<SendMessageRequest>): Draft | undefined {
  const { text, linkPreview, attachmentId, kind, caption, seconds, location, contacts } = request;
  const drafts: Draft[] = [];
  if (text !== undefined) drafts.push({ kind: 'text', text, linkPreview });
  if (attachmentId !== undefined) drafts.push({ kind: 'file', attachmentId, as: kind, caption, seconds });
  if (location !== undefined) drafts.push({ kind: 'location', location });
  if (contacts !== undefined) drafts.push({ kind: 'contacts', contacts });
  return drafts.length === 1 ? drafts[0] : undefined;
}

/** Evolution forgets the quote of these. */
export const takesQuote = (kind: string): boolean => kind !== 'voice' && kind !== 'contacts';
