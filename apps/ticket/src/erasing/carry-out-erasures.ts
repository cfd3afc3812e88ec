import { openBackupTarget } from '@bkcrm/backup';
import type { ErasureState } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { TicketConfig } from '../app.config.js';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { eraseMessages } from './erase-messages.js';
import { eraseTraces, rewriteEvents } from './erase-traces.js';
import { listBesideBackups } from './list-beside-backups.js';
import { RemoveUnwantedFiles } from './remove-unwanted-files.js';
import { takeOutOfUse, takeOutOfUseBefore } from './take-out-of-use.js';
import type { Traces } from './domain/traces.js';

/** What is being sent is known within this time, or not at all: so long the sender is waited for before messages go. */
const senderPatienceMs = 5 * 60_000;
const nobody: Traces = { contactIds: [], conversationIds: [], ticketIds: [], keys: [], addresses: [] };

interface Claimed {
  id: string;
  contactId: string;
  before: Date | null;
  state: ErasureState;
  traces: Traces | null;
  begunAt: Date | null;
  senderDoneAt: Date | null;
}

/** What one step came to: the next state, or how long to wait. */
type Step = { state: ErasureState; set?: Record<string, unknown> } | { waitMs: number };

/**
 * Takes erasures through their steps, each in one transaction with the row that says how far it is: whoever dies in between, any replica
 * goes on from there. Replicas share the work.
 */
@Injectable()
export class CarryOutErasures {
  private readonly logger = new Logger(CarryOutErasures.name);

  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
    private readonly relay: OutboxRelay,
    private readonly files: RemoveUnwantedFiles,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  /** Everything that can be done now. */
  async execute(signal?: AbortSignal): Promise<void> {
    await this.stepOn(signal);
    await this.files.execute();
    await this.stepOn(signal);
  }

  private async stepOn(signal?: AbortSignal): Promise<void> {
    for (;;) if (signal?.aborted === true || !(await this.step())) return;
  }

  /** @returns whether there was something to do */
  private async step(): Promise<boolean> {
    let id: string | undefined;
    try {
      return await this.database.transaction(async (tx) => {
        const claimed = await this.claim(tx);
        id = claimed?.id;
        if (claimed === undefined) return false;
        await failpoint('e1');
        await this.settle(tx, claimed, await this.advance(tx, claimed));
        await failpoint('e2');
        return true;
      });
    } catch (error) {
      if (id === undefined) throw error;
      this.logger.error('a step of an erasure failed and will be tried again', { id }, error);
      const sentence = error instanceof Error ? error.message.slice(0, 200) : 'it failed';
      await this.database.query('UPDATE erasure SET error = $2, next_attempt_at = $3 WHERE id = $1', [
        id,
        sentence,
        new Date(Number(this.clock.now()) + 30_000),
      ]);
      return true;
    }
  }

  private async claim(tx: Transaction): Promise<Claimed | undefined> {
    const [claimed] = await tx.query<Claimed>(
      `SELECT id, contact_id AS "contactId", before, state, traces, begun_at AS "begunAt", sender_done_at AS "senderDoneAt" FROM erasure
       WHERE state <> 'done' AND coalesce(next_attempt_at, '-infinity') <= $1 ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [this.clock.now()],
    );
    return claimed;
  }

  private async advance(tx: Transaction, erasure: Claimed): Promise<Step> {
    const { id, before, state, traces, senderDoneAt } = erasure;
    const now = this.clock.now();
    const begunAt = erasure.begunAt ?? now;
    switch (state) {
      case 'waiting':
        return this.begin(tx, erasure, now);
      case 'sender':
        if (senderDoneAt !== null || Number(now) - Number(begunAt) > senderPatienceMs) return { state: 'messages' };
        return { waitMs: 1_000 };
      case 'messages': {
        const count = await eraseMessages(tx, id, traces ?? nobody, before);
        await tx.query('UPDATE erasure SET messages = messages + $2 WHERE id = $1', [id, count]);
        if (count > 0) return { state: 'messages' };
        await rewriteEvents(tx, traces?.ticketIds ?? []);
        return { state: 'traces' };
      }
      case 'traces': {
        if (before !== null) return { state: 'files' };
        if (senderDoneAt === null) return { waitMs: 5_000 };
        const letters = await eraseTraces(tx, { id, begunAt }, traces ?? nobody);
        return { state: 'files', set: { traces: { ...(traces ?? nobody), keys: [], addresses: [] }, letters } };
      }
      case 'files': {
        const [left] = await tx.query('SELECT 1 FROM unwanted_file WHERE erasure_id = $1 LIMIT 1', [id]);
        return left === undefined ? { state: 'backups' } : { waitMs: 5_000 };
      }
      default: {
        const target = openBackupTarget(this.config);
        const { contactIds } = traces ?? nobody;
        if (target !== undefined) await listBesideBackups(tx, target, { id, contactIds, before });
        return { state: 'done', set: { traces: null, finished_at: now } };
      }
    }
  }

  private async begin(tx: Transaction, { id, contactId, before }: Claimed, now: Date): Promise<Step> {
    const events = new EventRecorder(tx, this.feed);
    if (before !== null) {
      const traces = await takeOutOfUseBefore(tx, contactId, before, events);
      return { state: 'messages', set: { traces, tickets: traces.ticketIds.length, begun_at: now } };
    }
    const traces = await takeOutOfUse(tx, { id, contactId }, events, now);
    tx.afterCommit(() => this.relay.wake());
    return { state: 'sender', set: { traces, tickets: traces.ticketIds.length, begun_at: now } };
  }

  private async settle(tx: Transaction, { id, state }: Claimed, step: Step): Promise<void> {
    if ('waitMs' in step) {
      const next = new Date(Number(this.clock.now()) + step.waitMs);
      await tx.query('UPDATE erasure SET next_attempt_at = $2 WHERE id = $1', [id, next]);
      return;
    }
    await tx.query(
      `UPDATE erasure e SET state = $2, error = NULL, next_attempt_at = NULL, traces = r.traces, tickets = r.tickets, letters = r.letters,
         begun_at = r.begun_at, finished_at = r.finished_at
       FROM jsonb_populate_record((SELECT e FROM erasure e WHERE id = $1), $3) r WHERE e.id = $1`,
      [id, step.state, JSON.stringify(step.set ?? {})],
    );
    if (step.state !== state) this.logger.log('an erasure goes on', { id, state: step.state });
  }
}
