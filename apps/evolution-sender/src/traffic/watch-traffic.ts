import type { NumberHealth } from '@bkcrm/contracts';
import { exchanges, NumberHealthObserved } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { MarkGap } from '../backfill/mark-gap.js';
import { troubleOf } from '../numbers/trouble.js';
import { SendWorkers } from '../sending/send-workers.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { CountSends } from './count-sends.js';
import { later, noSends } from './domain/hour-of-sends.js';
import type { SendFigures } from './domain/hour-of-sends.js';
import { isSuspicious, judgeTraffic } from './domain/judge-traffic.js';
import type { Traffic } from './domain/judge-traffic.js';
import { expectedBetween, hourOf, learnHour, startOfHour } from './domain/traffic-norm.js';
import { findTraffic } from './find-traffic.js';
import type { TrafficRow } from './find-traffic.js';

/** WhatsApp is asked no more often than this because of a suspicion; a number is begun anew no more often than this. Milliseconds. */
const probeEveryMs = 60_000;
const restartEveryMs = 30 * 60_000;
/** Figures that changed without anything having happened are told this often. */
const tellEveryMs = 5 * 60_000;

/**
 * Watches the numbers that this process works by what goes over them: Evolution may say `open` of a number over which nothing comes
 * and nothing is delivered. Such a number is told, and begun anew where the configuration allows it.
 */
@Injectable()
export class WatchTraffic {
  private readonly logger = new Logger(WatchTraffic.name);
  private readonly countSends = new CountSends();

  constructor(
    private readonly database: Database,
    private readonly workers: SendWorkers,
    private readonly servers: EvolutionServers,
    private readonly markGap: MarkGap,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly config: SenderConfig,
  ) {}

  async execute(): Promise<void> {
    const now = this.clock.now();
    const { numberIds } = this.workers;
    const leases = numberIds.flatMap((id) => this.workers.queueOf(id)?.lease ?? []);
    const rows = await findTraffic(this.database, numberIds, now);
    // After those that wait, which are among them.
    const sends = await this.countSends.execute(this.database, leases, now);
    await Promise.all(rows.map((row) => this.watch(row, sends.get(row.id) ?? noSends, now)));
  }

  private async watch(row: TrafficRow, sends: SendFigures, now: Date): Promise<void> {
    const lastOutAt = later(row.lastOutAt, sends.lastOutAt);
    const norm = await this.learn(row, now);
    const traffic: Traffic = {
      ...row,
      now,
      lastAckAt: sends.lastAckAt,
      missed: row.lastInAt === null ? 0 : expectedBetween(norm, row.lastInAt, now),
      paused: this.pausedOf(row.id),
      whatsappAnswers: null,
    };
    if (isSuspicious(traffic)) traffic.whatsappAnswers = await this.askWhatsapp(row, now);
    const verdict = judgeTraffic(traffic, row.health);
    const health: NumberHealth = {
      ...verdict,
      lastInAt: row.lastInAt?.toISOString() ?? null,
      lastOutAt: lastOutAt?.toISOString() ?? null,
      acknowledgementSeconds:
        sends.acknowledged === 0 ? null : Math.round(sends.acknowledgementSeconds / sends.acknowledged),
      pendingShare: sends.sent === 0 ? 0 : Math.round((row.pending / sends.sent) * 100) / 100,
      usualPerHour: norm[hourOf(now)] ?? null,
      reconnects: row.reconnects,
    };
    await this.tell(row, health, now);
    if (verdict.code === 'dead') await this.restart(row, now);
  }

  /** Takes an hour that is over into the norm, unless the number did not work in it. */
  private async learn(row: TrafficRow, now: Date): Promise<TrafficRow['norm']> {
    const hour = startOfHour(now);
    if (row.hourAt === null || row.hourAt >= hour) return row.norm;
    const worked = row.state === 'open' && (row.health === null || ['ok', 'paused'].includes(row.health.code));
    const norm = worked ? learnHour(row.norm, row.hourAt, row.hourCount) : row.norm;
    await this.database.query(
      'UPDATE number_traffic SET norm = $2, hour_at = $3, hour_count = hour_count - $4 WHERE number_id = $1',
      [row.id, JSON.stringify(norm), hour, row.hourCount],
    );
    return norm;
  }

  private pausedOf(numberId: string): Traffic['paused'] {
    const breaker = this.workers.queueOf(numberId)?.breaker;
    if (breaker === undefined || breaker.state === 'closed') return null;
    return { reason: breaker.reason, ...(breaker.state === 'open' ? { until: new Date(breaker.until) } : {}) };
  }

  /** What it answered last serves for a minute. */
  private async askWhatsapp(row: TrafficRow, now: Date): Promise<boolean | null> {
    if (row.probedAt !== null && Number(now) - Number(row.probedAt) < probeEveryMs) return row.whatsappAnswers;
    const answers = await this.answers(row);
    await this.database.query(
      `INSERT INTO number_traffic (number_id, probed_at, whatsapp_answers) VALUES ($1, $2, $3)
       ON CONFLICT (number_id) DO UPDATE SET probed_at = $2, whatsapp_answers = $3`,
      [row.id, now, answers],
    );
    return answers;
  }

  private async answers({ serverId, instanceName }: TrafficRow): Promise<boolean> {
    try {
      await (await this.servers.api(serverId)).reachesWhatsapp(instanceName);
      return true;
    } catch (error) {
      if (troubleOf(error) === undefined) throw error;
      return false;
    }
  }

  /** A change at once, and otherwise what changed in the figures from time to time. */
  private async tell(row: TrafficRow, health: NumberHealth, now: Date): Promise<void> {
    const isNews = health.code !== row.health?.code || health.since !== row.health.since;
    const isOld = row.healthToldAt === null || Number(now) - Number(row.healthToldAt) >= tellEveryMs;
    if (!isNews && !(isOld && (JSON.stringify(health) !== JSON.stringify(row.health) || health.code === 'recovered')))
      return;
    const { type } = NumberHealthObserved;
    const body: NumberHealthObserved = { numberId: row.id, health, observedAt: now.toISOString() };
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO number_traffic (number_id, health, health_told_at, last_out_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (number_id) DO UPDATE SET health = $2, health_told_at = $3, last_out_at = $4`,
        [row.id, JSON.stringify(health), now, health.lastOutAt],
      );
      writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body }]);
      tx.afterCommit(() => this.relay.wake());
    });
    if (isNews) this.logger.log('how a number does', { numberId: row.id, code: health.code, since: health.since });
  }

  private async restart(row: TrafficRow, now: Date): Promise<void> {
    if (row.lastInAt !== null) await this.markGap.execute([{ numberId: row.id, since: row.lastInAt }]);
    const isRecent = row.restartedAt !== null && Number(now) - Number(row.restartedAt) < restartEveryMs;
    if (!this.config.NUMBER_RESTART_DEAD || isRecent) return;
    await this.database.query('UPDATE number_traffic SET restarted_at = $2 WHERE number_id = $1', [row.id, now]);
    this.logger.warn('a number is open but dead; its session begins anew', { numberId: row.id });
    try {
      await (await this.servers.instances(row.serverId)).restart(row.instanceName);
    } catch (error) {
      if (troubleOf(error) === undefined) throw error;
      this.logger.warn('a dead number could not be begun anew', { numberId: row.id }, error);
    }
  }
}
