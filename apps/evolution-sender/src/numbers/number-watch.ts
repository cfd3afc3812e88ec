import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { CheckAcknowledgements } from '../acknowledgements/check-acknowledgements.js';
import { BackfillNumber } from '../backfill/backfill-number.js';
import type { BackfilledNumber } from '../backfill/backfill-number.js';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { ReconcileSends } from '../reconciliation/reconcile-sends.js';
import { SendWorkers } from '../sending/send-workers.js';
import type { NumberRate } from '../sending/send-workers.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { GuardWebhook } from './guard-webhook.js';
import type { GuardedNumber } from './guard-webhook.js';
import type { NumberTrouble } from '../sending/domain/classify-answer.js';
import { ObserveNumber } from './observe-number.js';
import { troubleOf } from './trouble.js';
import type { WatchedNumber } from './observe-number.js';
import { PerformTask } from './perform-task.js';
import type { NumberWithTask } from './perform-task.js';

interface DueNumber extends WatchedNumber, GuardedNumber, BackfilledNumber, NumberRate, NumberWithTask {
  checkDue: boolean;
  webhookDue: boolean;
  lookDue: boolean;
  ackCheckDue: boolean;
  backfillDue: boolean;
  taskDue: boolean;
}

/** What is to be asked of Evolution from time to time, for the numbers that this process works. Numbers never wait for each other. */
@Injectable()
export class NumberWatch {
  private readonly logger = new Logger(NumberWatch.name);
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly workers: SendWorkers,
    private readonly observeNumber: ObserveNumber,
    private readonly guardWebhook: GuardWebhook,
    private readonly reconcile: ReconcileSends,
    private readonly backfill: BackfillNumber,
    private readonly acknowledgements: CheckAcknowledgements,
    private readonly servers: EvolutionServers,
    private readonly performTask: PerformTask,
    private readonly clock: Clock,
  ) {}

  /** Starts what is due. Does not wait for it. */
  async tick(): Promise<void> {
    const probing = new Set(this.workers.numberIds.filter((id) => this.workers.queueOf(id)?.startProbe()));
    for (const number of await this.findDue()) {
      const { id } = number;
      this.workers.adjust(number);
      if (number.taskDue) this.start(`task ${id}`, () => this.performTask.execute(number));
      // An instance that is being made or given back is not looked after meanwhile, and nothing is sent.
      if (number.task !== null) {
        this.workers.queueOf(id)?.observe('unknown');
        continue;
      }
      const probe = { ...number, checkDue: true };
      if (number.checkDue || probing.has(id)) this.start(`state ${id}`, () => this.observe(probe));
      if (number.webhookDue) this.start(`webhook ${id}`, () => this.guardWebhook.execute(number));
      if (number.backfillDue) this.start(`back-fill ${id}`, () => this.backfill.execute(number));
      if (number.ackCheckDue) this.start(`acknowledgements ${id}`, () => this.checkAcknowledgements(number));
      if (number.lookDue) this.start(`look ${id}`, () => this.look(number));
    }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
  }

  private findDue(): Promise<DueNumber[]> {
    return this.database.query<DueNumber>(
      `SELECT id, server_id AS "serverId", instance_name AS "instanceName", state, state_at AS "stateAt", owner_jid AS "ownerJid", profile_name AS "profileName",
         bound_jid AS "boundJid", trouble, origin, task, task_failures AS "taskFailures", instance_token AS "instanceToken",
         wants_settings AS "wantsSettings", original_settings AS "originalSettings", original_settings_at AS "originalSettingsAt",
         original_webhook_at AS "originalWebhookAt", webhook_seen_at AS "webhookSeenAt", webhook_failures AS "webhookFailures",
         rate_per_second AS "ratePerSecond", burst, adopted_at AS "adoptedAt", backfilled_until AS "backfilledUntil",
         gap_since AS "gapSince", gap_until AS "gapUntil", backfill_from AS "backfillFrom",
         task IS NOT NULL AND next_task_at <= $2 AS "taskDue",
         state = 'open' AND trouble IS DISTINCT FROM 'another-account' AND webhook_seen_at IS NOT NULL AND next_backfill_at <= $2 AS "backfillDue",
         next_check_at <= $2 AS "checkDue", next_webhook_check_at <= $2 AS "webhookDue",
         EXISTS (SELECT 1 FROM send_command c WHERE c.number_id = number.id AND c.state = 'unknown' AND c.settled_at IS NULL
           AND c.next_look_at <= $2) AS "lookDue",
         EXISTS (SELECT 1 FROM send_command c WHERE c.number_id = number.id AND c.next_ack_check_at <= $2) AS "ackCheckDue"
       FROM number WHERE id = ANY($1::uuid[])`,
      [this.workers.numberIds, this.clock.now()],
    );
  }

  private async observe(number: WatchedNumber): Promise<void> {
    const { state, trouble: silence } = await this.observeNumber.execute(number);
    const queue = this.workers.queueOf(number.id);
    const asks = silence === undefined && state === 'open' && queue?.probesWhatsapp === true;
    const trouble = asks ? await this.askWhatsapp(number) : silence;
    if (trouble !== undefined && queue?.breaker.state === 'half-open') queue.fail(trouble);
    queue?.observe(state);
    // Not open is an answer too: the state holds the sends back, not the breaker.
    if (queue?.breaker.state === 'half-open') queue.fail(state === 'missing' ? 'missing' : 'closed');
  }

  /** The trouble with WhatsApp itself, as Evolution shows it. Never with a customer's message. */
  private async askWhatsapp(number: WatchedNumber): Promise<NumberTrouble | undefined> {
    try {
      const api = await this.servers.api(number.serverId);
      await api.reachesWhatsapp(number.instanceName);
      return undefined;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined) throw error;
      return trouble;
    }
  }

  private async look(number: WatchedNumber): Promise<void> {
    try {
      await this.reconcile.look(number.id, await this.servers.api(number.serverId), number.instanceName);
      this.workers.queueOf(number.id)?.wake();
    } catch (error) {
      if (!(error instanceof EvolutionUnreachable) && !(error instanceof EvolutionRefused)) throw error;
      this.logger.warn('Evolution could not be searched for a message', { numberId: number.id }, error);
      await this.reconcile.postpone(number.id);
    }
  }

  private async checkAcknowledgements(number: WatchedNumber): Promise<void> {
    await this.acknowledgements.execute(number, await this.servers.api(number.serverId));
  }

  private start(name: string, work: () => Promise<void>): void {
    if (this.underWay.has(name)) return;
    const running = work()
      .catch((error: unknown) => this.logger.warn(`${name}: it will be tried again`, error))
      .finally(() => this.underWay.delete(name));
    this.underWay.set(name, running);
  }
}
