/** What the order of a conversation depends on; never the order of arrival. */
export interface DisplayPosition {
  sentAt: Date;
  fromMe: boolean;
  /** Our own id until WhatsApp has given one. */
  id: string;
}

/**
 * Sort key of a message in its conversation, to compare as plain text: WhatsApp's timestamp, within one second the
 * contact's before ours (a question stands before its answer), then the id.
 */
export function displayOrderKey({ sentAt, fromMe, id }: DisplayPosition): string {
  return `${String(sentAt.getTime()).padStart(15, '0')}/${fromMe ? 1 : 0}/${id}`;
}

/** Compares two messages of a conversation for display; 0 only for the same position. */
export function compareForDisplay(one: DisplayPosition, other: DisplayPosition): number {
  const a = displayOrderKey(one);
  const b = displayOrderKey(other);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
