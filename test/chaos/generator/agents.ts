import type { MessageResource } from '@bkcrm/contracts';
import type { Ledger } from '../ledger.js';
import { pick } from '../random.js';
import type { Desk } from './clients.js';

const mostRecent = 50;

/** Agents who answer, also while they are offline; who act on what they sent, and close tickets. */
export class Agents {
  private count = 0;
  private readonly sent: MessageResource[] = [];

  constructor(
    private readonly desks: readonly Desk[],
    private readonly ledger: Ledger,
    private readonly random: () => number,
  ) {
    const [first] = desks;
    first?.client.onApplied(({ type, data }) => {
      if (type === 'message.created' || type === 'message.updated') this.remember(data as MessageResource);
    });
  }

  async act(): Promise<void> {
    const { client, log } = pick(this.random, this.desks);
    const tickets = [...client.store.getSnapshot().tickets.values()]
      .map(({ ticket }) => ticket)
      .filter(({ status }) => status !== 'resolved');
    if (tickets.length === 0) return;
    const ticket = pick(this.random, tickets);
    const draw = this.random();
    if (draw < 0.03) await client.updateTicket(ticket.id, { status: 'resolved' });
    else if (draw < 0.1) await this.actOnSent();
    else {
      const text = `answer ${(this.count += 1)}`;
      const clientId = client.send(ticket.id, { text });
      this.ledger.orders.push({ clientId, ticketId: ticket.id, text, by: log.name });
    }
  }

  private async actOnSent(): Promise<void> {
    const [desk] = this.desks;
    if (desk === undefined || this.sent.length === 0) return;
    const { id, ticketId, text } = pick(this.random, this.sent);
    if (ticketId === null) return;
    const draw = this.random();
    if (draw < 0.5) await desk.client.react(ticketId, id, '👍');
    else if (draw < 0.9) await desk.client.editMessage(ticketId, id, { text: `${text}, corrected` });
    else await desk.client.deleteMessage(ticketId, id);
  }

  private remember(message: MessageResource): void {
    if (message.direction !== 'out' || !['sent', 'delivered', 'read'].includes(message.status)) return;
    if (this.sent.some(({ id }) => id === message.id)) return;
    this.sent.push(message);
    if (this.sent.length > mostRecent) this.sent.shift();
  }
}
