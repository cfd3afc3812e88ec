import { createHash, randomBytes } from 'node:crypto';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { findAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { audit } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { problems } from '../http/problem.js';
import { Sessions } from '../sessions/sessions.js';
import { Passwords } from './passwords.js';

const linkLifeMs = 24 * 60 * 60_000;

/** Passwords that are set anew: by whoever knows the present one, or by a link from an administrator. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /** The session in which it is changed goes on, all others end. */
  async change(agentId: string, password: string, sessionId: string | null, caller: Caller): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.database.transaction(async (tx) => {
      await this.passwords.store(tx, agentId, hash);
      await audit(tx, { act: 'password.changed', actorId: agentId, subjectId: agentId, caller });
      const by = { actorId: agentId, caller };
      await this.sessions.endWithin(tx, { agentId, except: sessionId }, 'password', by);
    });
  }

  /** A token that sets the agent's password once; an earlier one is worth nothing from now on. @throws Problem `agent.not-found` */
  async issueLink(agentId: string, actorId: string, caller: Caller): Promise<{ token: string; expiresAt: Date }> {
    const agent = await findAgent(this.database, agentId);
    if (agent === undefined || !agent.active) throw problems.agentNotFound();
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + linkLifeMs);
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO gateway.password_reset (agent_id, fingerprint, created_by, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agent_id) DO UPDATE SET fingerprint = excluded.fingerprint, created_by = excluded.created_by, expires_at = excluded.expires_at`,
        [agentId, fingerprintOf(token), actorId, expiresAt],
      );
      await audit(tx, { act: 'password.reset-link-issued', actorId, subjectId: agentId, caller });
    });
    return { token, expiresAt };
  }

  /** @throws Problem `auth.invalid-reset-token` */
  async reset(token: string, password: string, caller: Caller): Promise<void> {
    const fingerprint = fingerprintOf(token);
    const [known] = await this.database.query('SELECT 1 FROM gateway.password_reset WHERE fingerprint = $1', [
      fingerprint,
    ]);
    if (known === undefined) throw problems.invalidResetToken();
    const hash = await this.passwords.hash(password);
    await this.database.transaction(async (tx) => {
      // Whoever deletes the row has used the link: a second one at the same time finds nothing.
      const [link] = await tx.query<{ agentId: string; expiresAt: Date }>(
        'DELETE FROM gateway.password_reset WHERE fingerprint = $1 RETURNING agent_id AS "agentId", expires_at AS "expiresAt"',
        [fingerprint],
      );
      const agent = link === undefined ? undefined : await findAgent(tx, link.agentId);
      if (link === undefined || link.expiresAt <= this.clock.now() || agent?.active !== true)
        throw problems.invalidResetToken();
      await this.passwords.store(tx, agent.id, hash);
      await audit(tx, { act: 'password.reset', actorId: agent.id, subjectId: agent.id, caller });
      await this.sessions.endWithin(tx, { agentId: agent.id }, 'password', { actorId: agent.id, caller });
    });
  }
}

function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
