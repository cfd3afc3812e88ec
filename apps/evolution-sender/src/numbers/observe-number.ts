import type { NumberState } from '@bkcrm/contracts';
import { exchanges, NumberStateObserved } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { NumberTrouble } from '../sending/domain/classify-answer.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { nextCheck } from './domain/check-schedule.js';
import { troubleOf } from './trouble.js';

export interface WatchedNumber {
  id: string;
  serverId: string;
  instanceName: string;
  state: NumberState;
  stateAt: Date | null;
  ownerJid: string | null;
  profileName: string | null;
}

export interface Observation {
  state: NumberState;
  /** Why Evolution gave no usable answer. */
  trouble?: NumberTrouble;
}

/** Milliseconds after which a state that did not change is told again; others count on a minute. */
const repeatAfterMs = 40_000;

/**
 * Asks Evolution how a number does. A change is stored with its announcement in one transaction; what stays the same is only
 * repeated, for whoever has started since: a plain broadcast, which nobody misses when it is lost.
 */
@Injectable()
export class ObserveNumber {
  private readonly logger = new Logger(ObserveNumber.name);
  private readonly toldAt = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly publisher: Publisher,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(number: WatchedNumber): Promise<Observation> {
    const observation = await this.ask(number);
    const seen = await this.describe(number, observation.state);
    const isNews =
      number.stateAt === null ||
      seen.state !== number.state ||
      seen.ownerJid !== number.ownerJid ||
      seen.profileName !== number.profileName;
    const now = this.clock.now();
    if (isNews) await this.store(seen, now);
    else await this.keepWatching(seen, now);
    if (isNews)
      this.logger.log('a number changed', { numberId: number.id, state: seen.state, trouble: observation.trouble });
    else if (Number(now) - (this.toldAt.get(number.id) ?? 0) >= repeatAfterMs) this.repeat(seen, now);
    return observation;
  }

  private async ask(number: WatchedNumber): Promise<Observation> {
    try {
      const api = await this.servers.api(number.serverId);
      return { state: await api.connectionState(number.instanceName) };
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined) throw error;
      if (number.state !== 'unknown')
        this.logger.warn('Evolution does not say how a number does', { numberId: number.id, trouble }, error);
      return { state: 'unknown', trouble };
    }
  }

  /** Who is linked: asked when it may have changed. */
  private async describe(number: WatchedNumber, state: NumberState): Promise<WatchedNumber> {
    if (state !== 'open' || (number.state === 'open' && number.ownerJid !== null)) return { ...number, state };
    try {
      const api = await this.servers.api(number.serverId);
      const { ownerJid, profileName } = (await api.fetchInstance(number.instanceName)) ?? {};
      return {
        ...number,
        state,
        ownerJid: ownerJid ?? number.ownerJid,
        profileName: profileName ?? number.profileName,
      };
    } catch (error) {
      if (troubleOf(error) === undefined) throw error;
      return { ...number, state };
    }
  }

  private async store(seen: WatchedNumber, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(
        // An instance that comes back may be a new one, without our hook; and it may have stored what nobody told us.
        `UPDATE number SET state = $2, state_at = $3, owner_jid = $4, profile_name = $5, next_check_at = $6,
           next_webhook_check_at = CASE WHEN $2 = 'open' THEN $3 ELSE next_webhook_check_at END,
           next_backfill_at = CASE WHEN $2 = 'open' THEN $3 ELSE next_backfill_at END WHERE id = $1`,
        [seen.id, seen.state, now, seen.ownerJid, seen.profileName, nextCheck(seen.state, now)],
      );
      const { type } = NumberStateObserved;
      await writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body: announcement(seen, now) }]);
      tx.afterCommit(() => this.relay.wake());
    });
    this.toldAt.set(seen.id, Number(now));
  }

  private async keepWatching(seen: WatchedNumber, now: Date): Promise<void> {
    await this.database.query('UPDATE number SET next_check_at = $2 WHERE id = $1', [
      seen.id,
      nextCheck(seen.state, now),
    ]);
  }

  private repeat(seen: WatchedNumber, now: Date): void {
    const { type } = NumberStateObserved;
    const content = announcement(seen, seen.stateAt ?? now);
    this.publisher.broadcast({ exchange: exchanges.results, routingKey: type, type, content, messageId: uuid() });
    this.toldAt.set(seen.id, Number(now));
  }
}

function announcement(seen: WatchedNumber, at: Date): NumberStateObserved {
  return {
    numberId: seen.id,
    state: seen.state,
    ...(seen.ownerJid === null ? {} : { ownerJid: seen.ownerJid }),
    ...(seen.profileName === null ? {} : { profileName: seen.profileName }),
    observedAt: at.toISOString(),
  };
}
