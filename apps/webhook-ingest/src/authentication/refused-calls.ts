import type { BrokerSignal, IngestRefusals } from '@bkcrm/contracts';
import { exchanges, ingestRefusals } from '@bkcrm/contracts';
import { Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { IngestMetrics } from '../metrics/ingest-metrics.js';
import type { RefusalReason } from './domain/authenticate.js';

/** Numbers whose first refusal was told; ids can be made up, so they are not remembered without end. */
const rememberedNumbers = 1_000;
const tellEveryMs = 60_000;

/** Counts calls turned away. The first one of each number is an alarm: Evolution drops what a 401 answers, for good. */
@Injectable()
export class RefusedCalls {
  private readonly logger = new Logger(RefusedCalls.name);
  private readonly told = new Set<string>();

  /** Numbers whose calls were refused since others were told. */
  private readonly untold = new Set<string>();
  private untoldSince: Date | undefined;
  private lastTold = -Infinity;

  constructor(
    private readonly metrics: IngestMetrics,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
  ) {}

  add(reason: RefusalReason, numberId: string | undefined, address: string): void {
    this.metrics.refused.inc({ reason });
    if (numberId !== undefined) this.tellSender(numberId);
    const name = numberId ?? 'none';
    if (this.told.has(name) || this.told.size >= rememberedNumbers) return;
    this.told.add(name);
    this.logger.error('webhooks are refused: Evolution will not send them again', { reason, numberId: name, address });
  }

  /** What Evolution drops lies in its store: the sender may fetch it. At once, and then once a minute. */
  private tellSender(numberId: string): void {
    const now = this.clock.now();
    this.untoldSince ??= now;
    if (this.untold.size < rememberedNumbers) this.untold.add(numberId);
    if (Number(now) - this.lastTold < tellEveryMs) return;
    const data: IngestRefusals = { numberIds: [...this.untold], since: this.untoldSince.toISOString() };
    const content: BrokerSignal = { type: ingestRefusals, data };
    this.publisher.broadcast({
      exchange: exchanges.signals,
      routingKey: '',
      type: ingestRefusals,
      content,
      messageId: uuid(),
    });
    this.untold.clear();
    this.untoldSince = undefined;
    this.lastTold = Number(now);
  }

  /** The number's hook is right again: trouble after this is told anew. */
  clear(numberId: string | undefined): void {
    if (numberId !== undefined) this.told.delete(numberId);
  }
}
