import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../app.config.js';
import { forgottenAfter } from '../auth/domain/login-throttle.js';
import { idleFor, longest } from '../sessions/domain/session-life.js';

const day = 86_400_000;

/** Removes what has had its time, a batch after the other, so that no statement holds up anything. Safe to do twice at once. */
@Injectable()
export class Purge {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
    private readonly batch = 1_000,
  ) {}

  /** @returns how many rows of each kind went */
  async execute(): Promise<Record<'sessions' | 'resetLinks' | 'loginFailures' | 'notices' | 'auditEntries', number>> {
    return {
      sessions: await this.sessions(),
      resetLinks: await this.delete('password_reset', 'agent_id', 'expires_at <= $1', [this.ago(0)]),
      loginFailures: await this.delete('login_failure', 'fingerprint', 'last_at < $1', [this.ago(forgottenAfter)]),
      notices: await this.delete('notice', 'id', 'over_told_at < $1', [this.ago(90 * day)]),
      auditEntries: await this.auditEntries(),
    };
  }

  /** With their refresh tokens. They are kept for a while after their end: an address that an agent used before is trusted more. */
  private sessions(): Promise<number> {
    const kept = this.config.SESSION_RETENTION_DAYS * day;
    const isOver = 'ended_at < $1 OR rotated_at < $2 OR created_at < $3';
    return this.delete('session', 'id', isOver, [this.ago(kept), this.ago(kept + idleFor), this.ago(kept + longest)]);
  }

  private async auditEntries(): Promise<number> {
    const days = this.config.AUDIT_RETENTION_DAYS;
    if (days === 0) return 0;
    return this.untilFewer(async () => {
      const rows = await this.database.query<{ count: number }>('SELECT gateway.purge_audit($1, $2) AS count', [
        this.ago(days * day),
        this.batch,
      ]);
      return rows[0]?.count ?? 0;
    });
  }

  private delete(table: string, key: string, condition: string, parameters: Date[]): Promise<number> {
    const select = `SELECT ${key} FROM gateway.${table} WHERE ${condition} LIMIT ${this.batch}`;
    return this.untilFewer(async () => {
      const sql = `DELETE FROM gateway.${table} WHERE ${key} IN (${select}) RETURNING 1`;
      return (await this.database.query(sql, parameters)).length;
    });
  }

  private async untilFewer(once: () => Promise<number>): Promise<number> {
    let total = 0;
    for (let gone = this.batch; gone === this.batch; total += gone) gone = await once();
    return total;
  }

  private ago(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() - milliseconds);
  }
}
