import { BkcrmClient } from '@bkcrm/client';
import type { AppliedItem } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import { expect } from 'vitest';
import { Auditor } from '../e2e/stored.js';
import { administrator } from '../e2e/system.js';
import type { System } from '../e2e/system.js';

const queues = ['ticket.inbound-p0', 'ticket.send-results', 'sender.commands', 'sender.inbound'];
const taken = ['sent', 'delivered', 'read', 'played'];

export interface Verdict {
  /** Messages of customers, each stored once. */
  stored: number;
  /** Answers of agents that WhatsApp took, each once. */
  sent: number;
  /** Answers of which nobody knows, and that are shown as such. */
  unknown: number;
}

/** Customers who write and agents who answer, with a ledger of all of it. */
export class Traffic {
  private readonly auditor: Auditor;
  /** More than one, so that a fan-out can break off between them. */
  private readonly pages: Page[];
  private readonly written: string[] = [];
  private readonly answered: string[] = [];
  private waves = 0;

  constructor(
    private readonly system: System,
    private readonly instance: string,
  ) {
    this.auditor = new Auditor(system.databaseUrl);
    this.pages = [new Page(system.urls.gateway), new Page(system.urls.gateway)];
  }

  async begin(): Promise<void> {
    for (const page of this.pages) await page.open();
  }

  end(): void {
    for (const { client } of this.pages) client.disconnect();
  }

  /** New customers write; agents answer those of earlier waves whose messages have arrived. */
  async wave(customers = 4): Promise<void> {
    this.waves += 1;
    const phones = Array.from({ length: customers }, (_, index) => phoneOf(this.waves * 10 + index));
    for (const phone of phones) {
      const { id } = await this.system.simulator.customerSends({
        instance: this.instance,
        phone,
        text: `from ${phone}`,
      });
      this.written.push(id);
    }
    await this.answer(customers);
  }

  /** Answers the newest tickets that have no answer yet. */
  async answer(tickets: number): Promise<void> {
    const open = await this.auditor.query<{ id: string }>(
      `SELECT t.id FROM ticket.ticket t WHERE NOT EXISTS (SELECT 1 FROM ticket.message m WHERE m.ticket_id = t.id AND m.direction = 'out')
       ORDER BY t.number DESC LIMIT $1`,
      [tickets],
    );
    for (const { id } of open) {
      const text = `answer ${this.answered.length}`;
      this.answered.push(text);
      this.pages[0]?.client.send(id, { text });
    }
  }

  /** The browser's network is gone for a moment. */
  async blink(): Promise<void> {
    this.system.gatewayProxy.cut();
    await this.wave(2);
    this.system.gatewayProxy.restore();
    for (const { client } of this.pages) client.hurry();
  }

  /** Waits until nothing moves any more, then holds everything against the ledger. @throws what is lost, doubled or still open */
  async settle(timeout: number): Promise<Verdict> {
    await this.auditor.storesOnce(this.written, timeout);
    // What became of each answer is known, once, and WhatsApp has none twice.
    const rows = await eventually(
      async () => {
        const found = await this.auditor.query<{ text: string; status: string }>(
          `SELECT text, status FROM ticket.message WHERE direction = 'out' ORDER BY text`,
        );
        expect(found.map(({ text }) => text)).toEqual(this.answered.toSorted());
        expect(found.filter(({ status }) => !taken.includes(status) && status !== 'unknown')).toEqual([]);
        expect(await this.auditor.query('SELECT id FROM ticket.outbox_message WHERE sent_at IS NULL')).toEqual([]);
        expect(await this.auditor.query('SELECT id FROM sender.outbox_message WHERE sent_at IS NULL')).toEqual([]);
        return found;
      },
      { timeout, every: 200 },
    );
    const accepted = (await this.system.simulator.accepted(this.instance)).map(({ text }) => text ?? '');
    expect(accepted.length).toBe(new Set(accepted).size);
    const sent = rows.filter(({ status }) => taken.includes(status));
    expect(sent.map(({ text }) => text).filter((text) => !accepted.includes(text))).toEqual([]);
    for (const queue of queues) expect(await this.system.queued(`${queue}.dead`), queue).toEqual([]);
    expect(await this.auditor.deadLetters()).toEqual([]);
    for (const page of this.pages) await this.expectWholeLog(page, timeout);
    return { stored: this.written.length, sent: sent.length, unknown: rows.length - sent.length };
  }

  /** What the page applied is the event log, number for number. */
  private async expectWholeLog({ applied, from }: Page, timeout: number): Promise<void> {
    await eventually(
      async () => {
        const log = await this.auditor.eventsAfter(from);
        expect(applied.map(({ seq, type }) => ({ seq, type }))).toEqual(log);
      },
      { timeout, every: 200 },
    );
  }
}

/** An agent's page that is open all the time. */
class Page {
  readonly client: BkcrmClient;
  readonly applied: AppliedItem[] = [];
  from = 0;

  constructor(url: string) {
    this.client = new BkcrmClient({ url });
    this.client.onApplied((item) => this.applied.push(item));
  }

  async open(): Promise<void> {
    await this.client.login(administrator.email, administrator.password);
    this.client.connect();
    await eventually(() => expect(this.client.store.getSnapshot().status).toBe('live'), { timeout: 20_000 });
    this.applied.length = 0;
    this.from = this.client.position?.seq ?? 0;
  }
}

const phoneOf = (index: number): string => `55119${String(70_000_000 + index)}`;
