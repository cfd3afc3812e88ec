import { Auditor } from './stored.js';
import { login } from './system.js';
import type { System } from './system.js';

/** So many at a time as a backup should find in flight. */
export const quickSends = {
  SEND_RATE_PER_SECOND: '1000',
  SEND_BURST: '1000',
  SEND_CONCURRENCY: '200',
  SEND_CONCURRENCY_PER_NUMBER: '200',
  SEND_CONVERSATION_GAP_MS: '0',
};

/** Customers and agents of one number around the loss of a database, and what is known of what they wrote. */
export class Drill {
  /** WhatsApp's ids of what customers wrote. */
  readonly written: string[] = [];
  /** Texts of what agents answered. */
  readonly answers: string[] = [];
  private access: Promise<string> | undefined;

  constructor(
    private readonly system: { readonly current: System },
    private readonly instance: string,
  ) {}

  get auditor(): Auditor {
    return new Auditor(this.system.current.databaseUrl);
  }

  async customersWrite(customers: number, round: string): Promise<void> {
    for (let index = 0; index < customers; index += 1) {
      const phone = `55119${String(20_000_000 + index)}`;
      const message = { instance: this.instance, phone, text: `${round} ${index}` };
      this.written.push((await this.system.current.simulator.customerSends(message)).id);
    }
  }

  /** So many to each ticket. */
  async agentsAnswer(each: number, round: string): Promise<void> {
    const tickets = await this.auditor.query<{ id: string }>('SELECT id FROM ticket.ticket ORDER BY number');
    for (let reply = 0; reply < each; reply += 1)
      await Promise.all(
        tickets.map(({ id }) => {
          const text = `${round} ${this.answers.length}`;
          this.answers.push(text);
          return this.call(`/tickets/${id}/messages`, { text });
        }),
      );
  }

  /** Evolution takes each send, and says so only after so long. */
  async slowAnswers(milliseconds: number): Promise<void> {
    const { simulator } = this.system.current;
    await simulator.fault({
      action: 'slow-answer',
      endpoint: 'message/sendText',
      instance: this.instance,
      milliseconds,
    });
  }

  /** The gateway's answer to the administrator. */
  async call<T>(path: string, json?: unknown): Promise<T> {
    this.access ??= login(this.system.current);
    const response = await fetch(`${this.system.current.urls.gateway}/api/v1${path}`, {
      method: json === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${await this.access}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    if (!response.ok) throw new Error(`${path} answers ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** How many answers of agents have no end yet. */
  async unsettled(): Promise<number> {
    const [row] = await this.auditor.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ticket.message WHERE status IN ('queued', 'sending', 'unknown')`,
    );
    return row?.count ?? -1;
  }

  async epoch(): Promise<string> {
    const [row] = await this.auditor.query<{ epoch: string }>('SELECT ticket.database_epoch() AS epoch');
    return row?.epoch ?? '';
  }

  /** What WhatsApp took from us, in alphabetical order. */
  async taken(): Promise<{ id: string; text: string }[]> {
    const messages = await this.system.current.simulator.accepted(this.instance);
    return messages
      .map(({ id, text }) => ({ id, text: text ?? '' }))
      .sort((one, other) => one.text.localeCompare(other.text));
  }
}
