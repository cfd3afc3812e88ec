import type { SendPurpose } from '@bkcrm/contracts';

/** The oldest unsettled command of a conversation. */
export interface Head {
  commandId: string;
  conversationId: string;
  state: 'queued' | 'sending' | 'unknown';
  queuedAt: Date;
  nextAttemptAt: Date;
  purpose: SendPurpose;
  firstContact: boolean;
}

/** When the first may leave of those that have to wait (ms since 1970); Infinity when none has. */
export function firstDue(heads: readonly Head[], now: Date): number {
  return Math.min(
    ...heads
      .filter((head) => head.state === 'queued' && head.nextAttemptAt > now)
      .map((head) => Number(head.nextAttemptAt)),
  );
}

/**
 * Whose turn it is. Conversations of a number go in turn: the one served longest ago first, those never served before all others,
 * and among them the one that has waited longest. However much one conversation sends, another waits for one message of it at most.
 */
export class Turns {
  private readonly servedAt = new Map<string, number>();
  private count = 0;

  /** The conversation has had its turn. */
  serve(conversationId: string): void {
    this.servedAt.delete(conversationId);
    this.servedAt.set(conversationId, (this.count += 1));
    // Who has not been served among the last thousands counts as never served.
    if (this.servedAt.size > 10_000) this.servedAt.delete(this.servedAt.keys().next().value ?? '');
  }

  /** The heads that may leave now, in order. A head that is not ready (sending, unknown, waiting) blocks its conversation only. */
  order(heads: readonly Head[], now: Date): Head[] {
    return heads
      .filter((head) => head.state === 'queued' && head.nextAttemptAt <= now)
      .sort((a, b) => this.lastTurn(a) - this.lastTurn(b) || Number(a.queuedAt) - Number(b.queuedAt));
  }

  private lastTurn(head: Head): number {
    return this.servedAt.get(head.conversationId) ?? 0;
  }
}
