import { Database } from '@bkcrm/database';
import type { Queryable, Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { GatewayConfig } from '../app.config.js';
import { audit } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { problems } from '../http/problem.js';
import { RefreshTokens } from './domain/refresh-token.js';
import type { RefreshToken } from './domain/refresh-token.js';
import { isSessionOpen, judgeRefresh, sessionEndsAt } from './domain/session-life.js';
import type { RefreshVerdict } from './domain/session-life.js';
import { SessionEnds } from './session-ends.js';
import type { SessionRow } from './session.entity.js';

export type EndReason = 'logout' | 'reuse' | 'password' | 'disabled' | 'administrator';

/** One session, or all of an agent's but perhaps one. */
interface WhichSessions {
  agentId: string;
  sessionId?: string;
  except?: string | null;
}

/** Who does it, and from where. */
interface Actor {
  actorId: string | null;
  caller: Caller | null;
}

/** A session and the refresh token that is good for it now. */
export interface HeldSession {
  sessionId: string;
  agentId: string;
  refreshToken: string;
  /** When that token replaced its predecessor. */
  rotatedAt: Date;
  /** Without a refresh until then it is over. */
  endsAt: Date;
}

const select = `SELECT id, agent_id AS "agentId", fingerprint, previous_fingerprint AS "previousFingerprint", rotated_at AS "rotatedAt",
  confirmed_at AS "confirmedAt", created_at AS "createdAt", ended_at AS "endedAt", end_reason AS "endReason", address, user_agent AS "userAgent" FROM gateway.session`;

/** Logins that last: each has one refresh token at a time, which every use replaces. */
@Injectable()
export class Sessions {
  private readonly tokens: RefreshTokens;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ends: SessionEnds,
    config: GatewayConfig,
  ) {
    this.tokens = new RefreshTokens(config.TOKEN_KEY);
  }

  async open(db: Queryable, agentId: string, caller: Caller): Promise<HeldSession> {
    const [sessionId, now] = [uuid(), this.clock.now()];
    const token = this.tokens.first(sessionId);
    await db.query(
      `INSERT INTO gateway.session (id, agent_id, fingerprint, rotated_at, created_at, address, user_agent)
       VALUES ($1, $2, $3, $4, $4, $5, $6)`,
      [sessionId, agentId, token.fingerprint, now, caller.address, caller.userAgent],
    );
    const endsAt = sessionEndsAt({ createdAt: now, rotatedAt: now, endedAt: null });
    return { sessionId, agentId, refreshToken: token.text, rotatedAt: now, endsAt };
  }

  /**
   * Exchanges a refresh token for its successor, or for itself while it is new. One whose successor is in use ends the session:
   * somebody else has it.
   * @throws Problem `auth.invalid-refresh-token`
   */
  async refresh(text: unknown, caller: Caller): Promise<HeldSession> {
    const token = this.tokens.read(text);
    if (token === undefined) throw problems.invalidRefreshToken();
    const { verdict, session, next } = await this.judge(token, caller);
    if (verdict === 'reused') this.ends.tell([token.sessionId]);
    if (session === undefined || verdict === 'reused' || verdict === 'closed') throw problems.invalidRefreshToken();
    const endsAt = sessionEndsAt(session);
    return {
      sessionId: session.id,
      agentId: session.agentId,
      refreshToken: verdict === 'keep' ? token.text : next.text,
      rotatedAt: session.rotatedAt,
      endsAt,
    };
  }

  /** The session that a refresh token belongs to, whether or not the token is still good. For logging out. */
  sessionOf(text: unknown): string | undefined {
    return this.tokens.read(text)?.sessionId;
  }

  /** Ends those of an agent's sessions that are meant, at once and on every replica. @returns their ids */
  end(of: WhichSessions, reason: EndReason, by: Actor): Promise<string[]> {
    return this.database.transaction((tx) => this.endWithin(tx, of, reason, by));
  }

  /** The same as part of something larger. */
  async endWithin(tx: Transaction, of: WhichSessions, reason: EndReason, by: Actor): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE gateway.session SET ended_at = $4, end_reason = $5
       WHERE agent_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id <> $3) RETURNING id`,
      [of.agentId, of.sessionId ?? null, of.except ?? null, this.clock.now(), reason],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return ids;
    await audit(tx, { act: 'session.ended', subjectId: of.agentId, ...by, details: { reason, sessions: ids } });
    tx.afterCommit(() => this.ends.tell(ids));
    return ids;
  }

  async find(sessionId: string): Promise<SessionRow | undefined> {
    const [row] = await this.database.query<SessionRow>(`${select} WHERE id = $1::uuid`, [sessionId]);
    return row;
  }

  /** The agent's sessions that are not over, the latest first. */
  async list(agentId: string): Promise<SessionRow[]> {
    const rows = await this.database.query<SessionRow>(
      `${select} WHERE agent_id = $1::uuid AND ended_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 200`,
      [agentId],
    );
    return rows.filter((row) => isSessionOpen(row, this.clock.now()));
  }

  /** Locks the session, so that of two refreshes at once the second sees what the first has done. */
  private judge(
    token: RefreshToken,
    caller: Caller,
  ): Promise<{ verdict: RefreshVerdict; session: SessionRow | undefined; next: RefreshToken }> {
    return this.database.transaction(async (tx) => {
      const next = this.tokens.next(token);
      const [session] = await tx.query<SessionRow>(`${select} WHERE id = $1::uuid FOR UPDATE`, [token.sessionId]);
      const now = this.clock.now();
      const verdict = session === undefined ? 'closed' : judgeRefresh(session, token.fingerprint, now);
      if (session !== undefined && verdict === 'rotate') {
        session.rotatedAt = now;
        await tx.query(
          'UPDATE gateway.session SET previous_fingerprint = fingerprint, fingerprint = $2, rotated_at = $3 WHERE id = $1',
          [session.id, next.fingerprint, now],
        );
      }
      if (session !== undefined && verdict === 'reused') {
        await tx.query(`UPDATE gateway.session SET ended_at = $2, end_reason = 'reuse' WHERE id = $1`, [
          session.id,
          now,
        ]);
        const details = { sessionId: session.id };
        await audit(tx, { act: 'session.refresh-reused', actorId: null, subjectId: session.agentId, caller, details });
      }
      return { verdict, session, next };
    });
  }
}
