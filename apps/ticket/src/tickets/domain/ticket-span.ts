/**
 * Which ticket a message belongs to. A pure function of what is stored, so that any order of arrival ends the same:
 * a ticket spans from its first customer message to its resolution, and whatever was sent in that time belongs to it.
 */

export interface Span {
  ticketId: string;
  openedAt: Date;
  /** Null while the ticket is pending or open. */
  resolvedAt: Date | null;
  mergedAway: boolean;
}

export interface ArrivingMessage {
  sentAt: Date;
  /** True for what can open a ticket: a customer's message that is not a page of history. */
  opens: boolean;
}

export type Placement =
  /** In no ticket: history, or typed on the phone before any ticket. */
  | { kind: 'none' }
  | { kind: 'inside'; ticketId: string }
  /** In the open ticket, which now starts earlier. */
  | { kind: 'extends'; ticketId: string }
  | { kind: 'reopens'; ticketId: string }
  | { kind: 'opens' };

export interface PlacementRules {
  /** Nothing older opens a ticket. */
  adoptedAt: Date;
  /** A ticket resolved at most this long before now is reopened instead of a new one opened. Milliseconds. */
  reopenWithinMs: number;
  now: Date;
}

/** `spans`: the conversation's tickets, in any order. */
export function placeMessage(message: ArrivingMessage, spans: Span[], rules: PlacementRules): Placement {
  const live = spans.filter((span) => !span.mergedAway);
  const open = live.find((span) => span.resolvedAt === null);
  const lastResolved = live
    .filter((span) => span.resolvedAt !== null)
    .sort((a, b) => Number(b.resolvedAt) - Number(a.resolvedAt))[0];
  const mayOpen =
    message.opens &&
    isSince(message.sentAt, rules.adoptedAt) &&
    (lastResolved?.resolvedAt == null || isSince(message.sentAt, lastResolved.resolvedAt));

  if (open !== undefined && message.sentAt >= open.openedAt) return { kind: 'inside', ticketId: open.ticketId };
  if (mayOpen) {
    if (open !== undefined) return { kind: 'extends', ticketId: open.ticketId };
    if (
      lastResolved?.resolvedAt != null &&
      Number(rules.now) - Number(lastResolved.resolvedAt) < rules.reopenWithinMs
    ) {
      return { kind: 'reopens', ticketId: lastResolved.ticketId };
    }
    return { kind: 'opens' };
  }
  const spanning = live.find(
    (span) => span.resolvedAt !== null && span.openedAt <= message.sentAt && message.sentAt <= span.resolvedAt,
  );
  return spanning === undefined ? { kind: 'none' } : { kind: 'inside', ticketId: spanning.ticketId };
}

/** WhatsApp's clock has whole seconds: a message of the same second counts as since. */
function isSince(sentAt: Date, moment: Date): boolean {
  return Number(sentAt) >= Math.floor(Number(moment) / 1000) * 1000;
}
