import { isAct, isFile } from '@bkcrm/contracts';
import { MediaStore } from '@bkcrm/media';
import { Clock, failpoint, TookTooLong, within } from '@bkcrm/observability';
import { annotate, annotateFailure, traced } from '@bkcrm/tracing';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { SenderConfig } from '../app.config.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { Lease } from '../leases/lease.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { ReconcileSends } from '../reconciliation/reconcile-sends.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import type { ClaimedSend } from './claim-send.js';
import { backoff } from './domain/backoff.js';
import { classifyAnswer, classifyUnreachable } from './domain/classify-answer.js';
import type { SendOutcome } from './domain/classify-answer.js';
import { outcomeOfAct } from './domain/outcome-of-act.js';
import { readyContent } from './domain/ready-content.js';
import { SettleSend } from './settle-send.js';
import { TellSending } from './tell-sending.js';

/** Of what Evolution may take for an answer: a large file on a slow line takes some of it. */
const timeoutsOfAnAttempt = 5;
/** Milliseconds for storing an outcome, before it is tried again. */
const settleWithin = 30_000;

interface Attempted {
  outcome: SendOutcome;
  httpStatus?: number;
}

const unsendable = {
  targetNotSent: {
    kind: 'failed',
    code: 'act.target-not-sent',
    message: 'The message that this is about was never sent.',
  },
  fileMissing: { kind: 'failed', code: 'send.file-missing', message: 'The file is not in the media store any more.' },
} as const satisfies Record<string, SendOutcome>;

/** What came of an attempt. */
export interface Delivered {
  outcome: SendOutcome;
  /** Whether anything is left to do in the conversation. */
  hasMore: boolean;
}

/** Makes a claimed attempt and settles it. */
@Injectable()
export class Deliver {
  private readonly logger = new Logger(Deliver.name);

  constructor(
    private readonly servers: EvolutionServers,
    private readonly media: MediaStore,
    private readonly settleSend: SettleSend,
    private readonly tellSending: TellSending,
    private readonly reconcile: ReconcileSends,
    private readonly clock: Clock,
    private readonly metrics: SenderMetrics,
    private readonly config: SenderConfig,
  ) {}

  execute(lease: Lease, claim: ClaimedSend, stopped: AbortSignal): Promise<Delivered> {
    const { content, traceparent: parent, id, attempts } = claim;
    const facts = { parent, attributes: { 'bkcrm.command.id': id, 'bkcrm.attempt': attempts } };
    return traced(`send ${content.kind}`, facts, () => this.deliver(lease, claim, stopped));
  }

  private async deliver(lease: Lease, claim: ClaimedSend, stopped: AbortSignal): Promise<Delivered> {
    const began = Number(this.clock.now());
    const { outcome: shown, httpStatus } = await this.attemptInTime(lease, claim);
    const outcome = isAct(claim.content) ? outcomeOfAct(shown, claim.attempts) : shown;
    const hasMore = await this.settle(claim, outcome, httpStatus, stopped);
    this.metrics.observeAttempt(outcome.kind, (Number(this.clock.now()) - began) / 1000);
    annotate({ 'bkcrm.outcome': outcome.kind });
    if (outcome.kind !== 'sent') {
      annotateFailure(outcome.kind);
      const { id: commandId, attempts: attempt } = claim;
      const trouble = troubleOf(outcome);
      this.logger.warn('a send did not succeed', { commandId, attempt, outcome: outcome.kind, httpStatus, trouble });
    }
    // Its echo may have come before its answer failed to.
    if (outcome.kind === 'unknown') await this.reconcile.matchEchoes(claim.numberId).catch(() => {});
    return { outcome, hasMore };
  }

  /** An attempt that hangs (a media store that does not answer, say) must not hold up its conversation for ever. */
  private async attemptInTime(lease: Lease, claim: ClaimedSend): Promise<Attempted> {
    const givenUp = new AbortController();
    const ended = this.tellSending.whenSlow(claim);
    try {
      const longest = this.config.EVOLUTION_TIMEOUT_SECONDS * 1_000 * timeoutsOfAnAttempt;
      return await within(longest, this.attempt(lease, claim, givenUp.signal));
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      givenUp.abort();
      this.logger.error('an attempt hangs and is given up', { commandId: claim.id, attempt: claim.attempts });
      return { outcome: { kind: 'unknown' } };
    } finally {
      ended();
    }
  }

  private async attempt(lease: Lease, claim: ClaimedSend, givenUp: AbortSignal): Promise<Attempted> {
    try {
      const { recipient, quoted } = claim;
      const content = readyContent(claim);
      if (content === undefined) return { outcome: unsendable.targetNotSent };
      const file = isFile(content) ? await this.media.open(content.object) : undefined;
      if (isFile(content) && file === undefined) return { outcome: unsendable.fileMissing };
      const message = { recipient, content, quoted: quoted ?? undefined, file };
      const api = await this.servers.api(claim.serverId);
      await failpoint('s2');
      // A process that was frozen since the claim is thought to be dead: others may be looking for this message already.
      if (!lease.isLive || givenUp.aborted) {
        file?.stream.destroy();
        return { outcome: { kind: 'deferred', trouble: 'net' } };
      }
      const answer = await api.send(claim.instanceName, message, {
        written: () => void failpoint('s3'),
        answered: () => void failpoint('s4'),
      });
      await failpoint('s5');
      return { outcome: classifyAnswer(answer), httpStatus: answer.status };
    } catch (error) {
      if (error instanceof EvolutionUnreachable) return { outcome: classifyUnreachable(error) };
      this.logger.error('an attempt failed in an unexpected way', error);
      return { outcome: { kind: 'unknown' } };
    }
  }

  /** An answer is not given up because the database is away: until it is stored, the command stays `sending`. */
  private async settle(
    claim: ClaimedSend,
    outcome: SendOutcome,
    httpStatus: number | undefined,
    stopped: AbortSignal,
  ): Promise<boolean> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await within(settleWithin, this.settleSend.execute(claim, outcome, httpStatus));
      } catch (error) {
        if (stopped.aborted) throw error;
        this.logger.warn('an outcome could not be stored; it will be tried again', error);
        await pause(backoff(failures, Math.random(), { first: 200, limit: 5_000 }), undefined, { ref: false });
      }
    }
  }
}

const troubleOf = (outcome: SendOutcome): string | undefined =>
  outcome.kind === 'deferred' || outcome.kind === 'unknown' ? outcome.trouble : undefined;
