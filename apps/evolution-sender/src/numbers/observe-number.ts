import type { NumberState } from '@bkcrm/contracts';
import { exchanges, NumberStateObserved } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Publisher } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { NumberTrouble } from '../sending/domain/classify-answer.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { announceNumber, announcement } from './announce-number.js';
import { nextCheck } from './domain/check-schedule.js';
import { troubleOf } from './trouble.js';
import { disconnectionReason } from './domain/disconnection-reason.js';
import { observedTroubles } from './domain/number-trouble.js';
import { isSameAccount } from './domain/same-account.js';

export interface WatchedNumber {
  id: string;
  serverId: string;
  instanceName: string;
  state: NumberState;
  stateAt: Date | null;
  ownerJid: string | null;
  profileName: string | null;
  /** The account that this number is. */
  boundJid: string | null;
  trouble: string | null;
}

export interface Observation {
  state: NumberState;
  /** Why Evolution gave no usable answer. */
  trouble?: NumberTrouble;
}

/** What was seen of a number: its row as it should be, and why the connection is as it is. */
interface Seen extends WatchedNumber {
  reason: string | null;
}

/** Milliseconds after which a state that did not change is told again; others count on a minute. */
const repeatAfterMs = 40_000;
/** So long after a connection opened, Evolution's stored account may still be the one before. Milliseconds. */
const settledAfterMs = 60_000;

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

  /** The state is what it means for sending: with another account than the number's it is not open. */
  async execute(number: WatchedNumber): Promise<Observation> {
    const observation = await this.ask(number);
    const seen = await this.describe(number, observation);
    const now = this.clock.now();
    if (isNews(number, seen)) await this.store(number, seen, now);
    else await this.keepWatching(seen, now);
    const isHeld = seen.trouble === 'another-account';
    return { ...observation, state: isHeld ? 'unknown' : seen.state };
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

  private async describe(number: WatchedNumber, { state, trouble }: Observation): Promise<Seen> {
    const seen: Seen = { ...number, state, reason: null, trouble: troubleAfter(number.trouble, trouble ?? null) };
    if (!this.mustAskMore(number, state)) return judgeAccount(seen);
    try {
      const api = await this.servers.api(number.serverId);
      const { ownerJid, profileName, disconnectionCode } = (await api.fetchInstance(number.instanceName)) ?? {};
      if (state === 'open')
        return judgeAccount({
          ...seen,
          ownerJid: ownerJid ?? seen.ownerJid,
          profileName: profileName ?? seen.profileName,
        });
      return { ...seen, reason: disconnectionCode === undefined ? null : disconnectionReason(disconnectionCode) };
    } catch (error) {
      const failure = troubleOf(error);
      if (failure === undefined) throw error;
      // Whose account it is must be known before anything is sent.
      return state === 'open' ? { ...seen, state: 'unknown', trouble: troubleAfter(number.trouble, failure) } : seen;
    }
  }

  /** Who is linked when a connection opened lately; why, when it closed. */
  private mustAskMore(number: WatchedNumber, state: NumberState): boolean {
    if (state === 'close') return number.state !== 'close';
    if (state !== 'open') return false;
    const openFor = number.stateAt === null ? 0 : Number(this.clock.now()) - Number(number.stateAt);
    return number.state !== 'open' || number.ownerJid === null || openFor < settledAfterMs;
  }

  private async store(before: WatchedNumber, seen: Seen, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [stored] = await tx.query(
        // An instance that comes back may be a new one, without our hook; and it may have stored what nobody told us.
        `UPDATE number SET state = $2, owner_jid = $4, profile_name = $5, next_check_at = $6, bound_jid = coalesce(bound_jid, $7),
           trouble = $8, next_webhook_check_at = CASE WHEN $2 = 'open' THEN $3 ELSE next_webhook_check_at END,
           next_backfill_at = CASE WHEN $2 = 'open' THEN $3 ELSE next_backfill_at END,
           first_linked_at = CASE WHEN $2 = 'open' THEN coalesce(first_linked_at, $3) ELSE first_linked_at END,
           gap_since = CASE WHEN $2 = 'open' THEN least(backfilled_until, CASE WHEN gap_until > $3 THEN gap_since END) ELSE gap_since END,
           gap_until = CASE WHEN $2 = 'open' THEN $3::timestamptz + interval '15 minutes' ELSE gap_until END WHERE id = $1 AND task IS NULL RETURNING 1`,
        [
          seen.id,
          seen.state,
          now,
          seen.ownerJid,
          seen.profileName,
          nextCheck(seen.state, now),
          seen.boundJid,
          seen.trouble,
        ],
      );
      if (stored === undefined) return;
      if (seen.state !== before.state)
        await tx.query('INSERT INTO connection_change (id, number_id, state, reason, at) VALUES ($1, $2, $3, $4, $5)', [
          uuid(),
          seen.id,
          seen.state,
          seen.reason ?? seen.trouble,
          now,
        ]);
      await announceNumber(tx, this.relay, seen.id, now);
    });
    this.toldAt.set(seen.id, Number(now));
    this.logger.log('a number changed', { numberId: seen.id, state: seen.state, trouble: seen.trouble });
  }

  private async keepWatching(seen: WatchedNumber, now: Date): Promise<void> {
    await this.database.query('UPDATE number SET next_check_at = $2 WHERE id = $1', [
      seen.id,
      nextCheck(seen.state, now),
    ]);
    if (Number(now) - (this.toldAt.get(seen.id) ?? 0) >= repeatAfterMs) this.repeat(seen, now);
  }

  private repeat(seen: WatchedNumber, now: Date): void {
    const { type } = NumberStateObserved;
    const content = announcement(seen, seen.stateAt ?? now);
    this.publisher.broadcast({ exchange: exchanges.results, routingKey: type, type, content, messageId: uuid() });
    this.toldAt.set(seen.id, Number(now));
  }
}

function isNews(number: WatchedNumber, seen: WatchedNumber): boolean {
  return (
    number.stateAt === null ||
    seen.state !== number.state ||
    seen.ownerJid !== number.ownerJid ||
    seen.profileName !== number.profileName ||
    seen.boundJid !== number.boundJid ||
    seen.trouble !== number.trouble
  );
}

/** The first account is the number's; another one on a number that is known stops it until somebody says that it may. */
function judgeAccount(seen: Seen): Seen {
  if (seen.state !== 'open' || seen.ownerJid === null) return seen;
  const boundJid = seen.boundJid ?? seen.ownerJid;
  const isAnother = !isSameAccount(boundJid, seen.ownerJid);
  return { ...seen, boundJid, trouble: isAnother ? 'another-account' : seen.trouble };
}

/** What was found now replaces what was found before; what others have found stays theirs. */
function troubleAfter(before: string | null, found: string | null): string | null {
  const isOurs = before === null || observedTroubles.some((code) => code === before);
  if (found !== null) return found;
  return isOurs ? null : before;
}
