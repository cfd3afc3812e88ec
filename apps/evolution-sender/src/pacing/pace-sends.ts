import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import type { Head } from '../sending/domain/turns.js';
import { sendResult } from '../sending/send-results.js';
import { holdOf, nextOutreach, startOfDay } from './domain/pacing-rules.js';
import type { Hold, HoldCode, Outreach, PacingLimits } from './domain/pacing-rules.js';

const sentences: Record<HoldCode, string> = {
  'send.held.warm-up': 'The number is new: it may send only so much a day that nobody asked for.',
  'send.held.first-contacts': 'The number has written to as many new contacts today as it may.',
  'send.held.gap': 'Messages that nobody asked for leave one after the other, with pauses.',
};

/** Holds back what nobody asked for, so that WhatsApp does not ban the number. An answer to a contact who waits is never touched. */
@Injectable()
export class PaceSends {
  private readonly limits: PacingLimits;

  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    config: SenderConfig,
  ) {
    this.limits = {
      firstContactsPerDay: config.PACING_FIRST_CONTACTS_PER_DAY,
      warmUpFirstDay: config.PACING_WARM_UP_FIRST_DAY,
      gapSeconds: { least: config.PACING_GAP_LEAST_SECONDS, most: config.PACING_GAP_MOST_SECONDS },
    };
  }

  /** Whether the command has to wait; then it is put off, and the agent told why and until when. */
  async holdBack(numberId: string, head: Head): Promise<boolean> {
    if (head.purpose === 'reply') return false;
    const outreach = await this.find(numberId, head);
    const hold = holdOf(outreach, this.limits);
    if (hold !== undefined) await this.putOff(head.commandId, hold, outreach.now);
    else await this.leave(numberId, outreach.now);
    return hold !== undefined;
  }

  private async find(numberId: string, { firstContact }: Head): Promise<Outreach> {
    const now = this.clock.now();
    const [row] = await this.database.query<Omit<Outreach, 'now' | 'firstContact'>>(
      `SELECT CASE WHEN n.origin = 'created' THEN n.first_linked_at END AS "firstLinkedAt", t.next_outreach_at AS "nextAt",
         (SELECT count(*)::int FROM send_command c WHERE c.number_id = n.id AND c.purpose = 'outreach' AND ${leftToday}) AS "sentToday",
         (SELECT count(*)::int FROM send_command c WHERE c.number_id = n.id AND c.purpose = 'outreach' AND c.first_contact AND ${leftToday})
           AS "firstContactsToday"
       FROM number n LEFT JOIN number_traffic t ON t.number_id = n.id WHERE n.id = $1`,
      [numberId, startOfDay(now)],
    );
    if (row === undefined) throw new Error(`number ${numberId} vanished`);
    return { ...row, now, firstContact };
  }

  private async leave(numberId: string, now: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO number_traffic (number_id, next_outreach_at) VALUES ($1, $2)
       ON CONFLICT (number_id) DO UPDATE SET next_outreach_at = excluded.next_outreach_at`,
      [numberId, nextOutreach(now, Math.random(), this.limits)],
    );
  }

  /** The agent is told when the reason changes, not every time that the turn comes. */
  private async putOff(commandId: string, { code, until }: Hold, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ id: string; numberId: string; revision: number; isNews: boolean }>(
        `UPDATE send_command c SET next_attempt_at = $2, held = $3, revision = c.revision + CASE WHEN c.held IS DISTINCT FROM $3 THEN 1 ELSE 0 END
         FROM send_command former WHERE c.id = $1 AND former.id = c.id AND c.state = 'queued'
         RETURNING c.id, c.number_id AS "numberId", c.revision, former.held IS DISTINCT FROM $3 AS "isNews"`,
        [commandId, until, code],
      );
      if (row?.isNews !== true) return;
      const reason = { code, message: sentences[code] };
      writeOutbox(tx, [sendResult(row, 'queued', now, { reason, until: until.toISOString() })]);
      tx.afterCommit(() => this.relay.wake());
    });
  }
}

/** Sent, or perhaps sent, since the moment `$2`. */
const leftToday = `(c.settled_at >= $2 AND c.state IN ('sent', 'unknown') OR c.settled_at IS NULL AND c.state IN ('sending', 'unknown'))`;
