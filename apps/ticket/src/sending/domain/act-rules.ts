import type { MessageKind, MessageStatus } from '@bkcrm/contracts';

/** A message as far as it matters for what may be done to it. */
export interface ActedMessage {
  fromMe: boolean;
  kind: MessageKind;
  status: MessageStatus;
  whatsappId: string | null;
  sentAt: Date;
  deletedAt: Date | null;
}

const minute = 60_000;
/** WhatsApp takes no edit of a message after 15 minutes. */
const editableMs = 15 * minute;
/** Phones ignore the deletion of a message that is older than about two and a half days. */
const deletableMs = 60 * 60 * minute;

const onItsWay = new Set<MessageStatus>(['queued', 'sending']);
const notSent = new Set<MessageStatus>(['failed', 'expired', 'cancelled', 'unknown', 'scheduled']);
/** Kinds whose text Evolution can change. */
const editable = new Set<MessageKind>(['text', 'image', 'video']);

/** Why something cannot be done to a message. */
export type ActRefusal =
  'notOurs' | 'messageDeleted' | 'messageNotSent' | 'notEditable' | 'tooLateToEdit' | 'tooLateToDelete';

export function refusalOfReaction({ deletedAt, status, whatsappId }: ActedMessage): ActRefusal | undefined {
  if (deletedAt !== null) return 'messageDeleted';
  const isNameless = whatsappId === null && !onItsWay.has(status);
  return notSent.has(status) || isNameless ? 'messageNotSent' : undefined;
}

export function refusalOfEdit(message: ActedMessage, now: Date): ActRefusal | undefined {
  if (!message.fromMe) return 'notOurs';
  if (!editable.has(message.kind)) return 'notEditable';
  const isTooLate = !onItsWay.has(message.status) && isOlder(message, now, editableMs);
  return refusalOfReaction(message) ?? (isTooLate ? 'tooLateToEdit' : undefined);
}

export function refusalOfDeletion(message: ActedMessage, now: Date): ActRefusal | undefined {
  if (!message.fromMe) return 'notOurs';
  const isTooLate = !onItsWay.has(message.status) && isOlder(message, now, deletableMs);
  return refusalOfReaction(message) ?? (isTooLate ? 'tooLateToDelete' : undefined);
}

/** Until when it makes sense to try an edit. */
export const editExpiry = (message: ActedMessage, now: Date): Date =>
  new Date(Number(onItsWay.has(message.status) ? now : message.sentAt) + editableMs);

const isOlder = ({ sentAt }: ActedMessage, now: Date, milliseconds: number): boolean =>
  Number(now) - Number(sentAt) > milliseconds;
