import { Logger } from '@nestjs/common';
import type { SenderConfig } from '../app.config.js';
import type { Lease } from '../leases/number-leases.js';
import type { AbandonSends } from './abandon-sends.js';
import type { ClaimCommand, ClaimedCommand } from './claim-command.js';
import type { DeliverCommand } from './deliver-command.js';
import { WakeSignal } from './wake-signal.js';

const idleMs = 30_000;
const afterErrorMs = 1_000;

export interface SendingSteps {
  abandon: AbandonSends;
  claim: ClaimCommand;
  deliver: DeliverCommand;
  config: SenderConfig;
}

/** Sends for one number while its lease is ours: several conversations at once, each in its order. */
export class NumberSender {
  private readonly logger = new Logger(NumberSender.name);
  private readonly signal = new WakeSignal();
  private readonly underWay = new Map<string, Promise<void>>();
  private stopping = false;
  private lastConversation: string | null = null;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    readonly lease: Lease,
    private readonly steps: SendingSteps,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  wake(): void {
    this.signal.wake();
  }

  /** Claims nothing more and waits for the calls under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.loop;
    await Promise.all(this.underWay.values());
  }

  get commandsUnderWay(): string[] {
    return [...this.underWay.keys()];
  }

  private async run(): Promise<void> {
    let abandoned = false;
    while (!this.stopping) {
      let pauseMs: number;
      try {
        if (!abandoned) await this.steps.abandon.execute(this.lease.numberId, this.commandsUnderWay);
        abandoned = true;
        pauseMs = await this.sendNext();
      } catch (error) {
        this.logger.warn('claiming failed; it will be tried again', { numberId: this.lease.numberId }, error);
        pauseMs = afterErrorMs;
      }
      if (pauseMs > 0 && !this.stopping) await this.signal.sleep(pauseMs);
    }
  }

  /** @returns milliseconds until the next try */
  private async sendNext(): Promise<number> {
    if (this.underWay.size >= this.steps.config.SEND_CONCURRENCY) return idleMs;
    const claim = await this.steps.claim.execute(this.lease, this.lastConversation);
    switch (claim.kind) {
      case 'claimed':
        this.deliver(claim.command);
        return 0;
      case 'wait':
        return claim.milliseconds;
      case 'lost':
        this.stopping = true;
        return 0;
      default:
        return idleMs;
    }
  }

  private deliver(command: ClaimedCommand): void {
    this.lastConversation = command.conversationId;
    const delivery = this.steps.deliver
      .execute(command)
      .catch((error: unknown) => this.logger.error('a send was not settled', { commandId: command.id }, error))
      .finally(() => {
        this.underWay.delete(command.id);
        this.signal.wake();
      });
    this.underWay.set(command.id, delivery);
  }
}
