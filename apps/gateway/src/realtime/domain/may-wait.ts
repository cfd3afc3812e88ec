import type { LoggedEvent, MessageResource, MessageStatus } from '@bkcrm/contracts';

/** What WhatsApp says of a message of ours once it has left. */
const ticks = new Set<MessageStatus>(['delivered', 'read', 'played']);

/**
 * Whether nobody minds getting an event half a second later, together with whatever comes next: a tick has turned blue. That a message
 * was sent, or was not, somebody may be waiting for. An event does not tell what changed, so an edit, a deletion or a reaction of a message
 * of ours that has arrived waits as well.
 */
export function mayWait({ type, data }: LoggedEvent): boolean {
  if (type !== 'message.updated') return false;
  const { direction, status } = data as MessageResource;
  return direction === 'out' && ticks.has(status);
}
