import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { NumberLeases } from '../leases/number-leases.js';
import { AbandonSends } from './abandon-sends.js';
import { ClaimCommand } from './claim-command.js';
import { DeliverCommand } from './deliver-command.js';
import { NumberSender } from './number-sender.js';
import { Repeater } from '../repeater.js';

/** How soon a command that another replica stored, or whose time has come, is noticed. */
const pollMs = 250;

/** Works the numbers whose leases this process holds. */
@Injectable()
export class SendingService {
  private readonly senders = new Map<string, NumberSender>();
  /** By token: numbers that are to go to another replica once their calls are done. */
  private readonly leaving = new Set<string>();
  private readonly heartbeat: Repeater;
  private readonly poll: Repeater;

  constructor(
    private readonly database: Database,
    private readonly leases: NumberLeases,
    private readonly abandon: AbandonSends,
    private readonly claim: ClaimCommand,
    private readonly deliver: DeliverCommand,
    private readonly config: SenderConfig,
  ) {
    this.heartbeat = new Repeater('renewing leases', (config.LEASE_SECONDS * 1_000) / 4, () => this.beat());
    this.poll = new Repeater('looking for work', pollMs, () => this.wakeDue());
  }

  start(): void {
    this.heartbeat.start();
    this.poll.start();
  }

  /** New commands; those of numbers that other replicas work are left to them. */
  wake(numberIds: string[]): void {
    for (const numberId of new Set(numberIds)) this.senders.get(numberId)?.wake();
  }

  /** Looks at once for numbers to work, instead of at the next heartbeat. */
  refresh(): void {
    void this.heartbeat.run();
  }

  /** Finishes the calls under way, at most for `withinMs`, and gives the numbers up; what is not finished by then becomes unknown. */
  async stop(withinMs = 40_000): Promise<void> {
    await this.poll.stop();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([Promise.all([...this.senders.values()].map((sender) => sender.stop())), deadline]);
    clearTimeout(timer);
    await this.heartbeat.stop();
    await this.leases.leave();
  }

  private async beat(): Promise<void> {
    const { leases, surplus } = await this.leases.heartbeat();
    const tokens = new Set(leases.map((lease) => lease.token));
    for (const [numberId, sender] of this.senders) {
      if (tokens.has(sender.lease.token)) continue;
      this.senders.delete(numberId);
      void sender.stop();
    }
    for (const lease of surplus) this.giveUp(lease.numberId);
    for (const lease of leases) {
      if (this.senders.has(lease.numberId) || this.leaving.has(lease.token)) continue;
      const { abandon, claim, deliver, config } = this;
      const sender = new NumberSender(lease, { abandon, claim, deliver, config });
      this.senders.set(lease.numberId, sender);
      sender.start();
    }
  }

  private giveUp(numberId: string): void {
    const sender = this.senders.get(numberId);
    if (sender === undefined) return;
    const { lease } = sender;
    this.leaving.add(lease.token);
    void sender
      .stop()
      .then(() => this.leases.release([lease]))
      // The next heartbeat finds it again.
      .catch(() => {})
      .finally(() => {
        this.senders.delete(numberId);
        this.leaving.delete(lease.token);
      });
  }

  private async wakeDue(): Promise<void> {
    const numberIds = [...this.senders.keys()];
    if (numberIds.length === 0) return;
    const due = await this.database.query<{ id: string }>(
      `SELECT n.id FROM number n
       WHERE n.id = ANY($1::uuid[]) AND n.state = 'open' AND (n.paused_until IS NULL OR n.paused_until <= now()) AND EXISTS (
         SELECT 1 FROM send_command c
         WHERE c.number_id = n.id AND c.state IN ('queued', 'sending', 'unknown') AND c.state = 'queued' AND c.next_attempt_at <= now()
       )`,
      [numberIds],
    );
    this.wake(due.map((number) => number.id));
  }
}
