import type { PendingMessage } from '@bkcrm/client';
import type { MessageResource } from '@bkcrm/contracts';

/** What is offered for a message. The server decides; this spares agents what it would refuse. */

const editableMs = 15 * 60_000;
const deletableMs = 60 * 3_600_000;
const editableKinds = new Set(['text', 'image', 'video']);

const isSent = ({ status, whatsappId }: MessageResource): boolean =>
  whatsappId !== null || status === 'queued' || status === 'sending';
const age = ({ sentAt }: MessageResource, now: number): number => now - Date.parse(sentAt);

export const canReact = (message: MessageResource): boolean => isSent(message);

export function canEdit(message: MessageResource, now: number): boolean {
  if (message.direction === 'in') return false;
  if (message.status === 'scheduled') return message.kind === 'text';
  return editableKinds.has(message.kind) && isSent(message) && age(message, now) < editableMs;
}

export const canDelete = (message: MessageResource, now: number): boolean =>
  message.direction === 'out' && message.status !== 'scheduled' && isSent(message) && age(message, now) < deletableMs;

export const canCancel = ({ status }: MessageResource): boolean => status === 'scheduled' || status === 'queued';

export const canSendAgain = ({ direction, status }: MessageResource): boolean =>
  direction === 'out' && /^(failed|expired|cancelled|unknown)$/.test(status);

/** Somebody else was faster: its author decides in the composer. */
export const isHeld = ({ failure }: PendingMessage): boolean => failure?.code === 'reply.stale';
