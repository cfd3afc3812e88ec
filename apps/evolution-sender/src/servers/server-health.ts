import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import type { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';

interface Seen {
  at: Date;
  trouble: string | null;
  detail: string | null;
}

/** How the servers answer, noted from the calls that are made anyway and stored from time to time. */
@Injectable()
export class ServerHealth {
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** `outcome` is a status, or why there was none. */
  observe(serverId: string, outcome: string, error?: EvolutionUnreachable): void {
    const trouble = error === undefined ? (outcome === '401' ? 'auth' : null) : error.reason;
    const detail = trouble === 'auth' ? 'the server does not accept the key' : (error?.message ?? null);
    this.seen.set(serverId, { at: this.clock.now(), trouble, detail });
  }

  async store(): Promise<void> {
    const entries = [...this.seen];
    this.seen.clear();
    for (const [id, { at, trouble, detail }] of entries) {
      await this.database.query(
        `UPDATE server SET last_seen_at = CASE WHEN $3::text IS NULL OR $3 = 'auth' THEN $2 ELSE last_seen_at END, trouble = $3, trouble_detail = $4,
           trouble_at = CASE WHEN $3::text IS NULL THEN NULL WHEN trouble = $3 THEN trouble_at ELSE $2 END WHERE id = $1`,
        [id, at, trouble, detail],
      );
    }
  }
}
