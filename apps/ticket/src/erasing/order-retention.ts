import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { TicketConfig } from '../app.config.js';
import { insertErasure } from './erasures.js';
import { monthsBefore } from './domain/months-before.js';

/** Any fixed number: one replica at a time orders. */
const retentionLock = 7_305_004;
const atOnce = 200;

/** Has erased what is kept for longer than the settings say, some people at a time. Off unless a number of months is set. */
@Injectable()
export class OrderRetention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: TicketConfig,
  ) {}

  /**
   * Who has no ticket and no message since then goes altogether; of others, tickets that were resolved before with their messages, and
   * messages in no ticket. @returns how many people there were
   */
  async execute(): Promise<number> {
    const months = this.config.MESSAGE_RETENTION_MONTHS;
    if (months === 0) return 0;
    const before = monthsBefore(this.clock.now(), months);
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock(${retentionLock}) AS held`);
      if (lock?.held !== true) return 0;
      const people = await tx.query<{ contactId: string; isOver: boolean }>(
        `WITH outlived AS (
           SELECT contact_id FROM ticket WHERE status = 'resolved' AND coalesce(resolved_at, updated_at) < $1
           UNION SELECT v.contact_id FROM message m JOIN conversation v ON v.id = m.conversation_id
             WHERE m.ticket_id IS NULL AND m.received_at < $1 AND v.contact_id IS NOT NULL)
         SELECT c.id AS "contactId", NOT EXISTS (
             SELECT 1 FROM ticket t WHERE t.contact_id = c.id AND (t.status <> 'resolved' OR coalesce(t.resolved_at, t.updated_at) >= $1))
           AND NOT EXISTS (SELECT 1 FROM message m JOIN conversation v ON v.id = m.conversation_id WHERE v.contact_id = c.id AND m.received_at >= $1)
           AS "isOver"
         FROM contact c JOIN outlived o ON o.contact_id = c.id
         WHERE NOT EXISTS (SELECT 1 FROM erasure e WHERE e.contact_id = c.id AND e.state <> 'done') LIMIT ${atOnce}`,
        [before],
      );
      for (const { contactId, isOver } of people) {
        const reason = `kept for ${months} months`;
        await insertErasure(tx, { contactId, before: isOver ? null : before, reason, requestedBy: null });
      }
      return people.length;
    });
  }
}
