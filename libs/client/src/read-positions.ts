import type { Api } from './rest/api.js';
import type { Store } from './store/store.js';
import { applyRead } from './store/tickets.js';

/** How far this agent has read, told to the server as soon as it listens. */
export class ReadPositions {
  private readonly untold = new Map<string, string>();

  constructor(
    private readonly store: Store,
    private readonly api: Api,
  ) {}

  /** Everything of this ticket that is loaded has been read. */
  mark(ticketId: string): void {
    const { tickets, threads, conversations } = this.store.getSnapshot();
    const conversation = conversations.get(threads.get(ticketId)?.conversationId ?? '');
    const latest = (conversation?.messages ?? []).map(({ receivedAt }) => receivedAt).reduce(later, '');
    if (latest === '' || (tickets.get(ticketId)?.unread ?? 0) === 0) return;
    this.store.update((state) => applyRead(state, ticketId, latest, null));
    this.untold.set(ticketId, latest);
    this.flush();
  }

  /** Tells what could not be told before. */
  flush(): void {
    for (const [ticketId, readUpTo] of this.untold) void this.tell(ticketId, readUpTo);
  }

  private async tell(ticketId: string, readUpTo: string): Promise<void> {
    try {
      await this.api.markRead(ticketId, readUpTo);
    } catch {
      // Kept: the next connection tells it.
      return;
    }
    if (this.untold.get(ticketId) === readUpTo) this.untold.delete(ticketId);
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
