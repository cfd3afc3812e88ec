import { Database } from '@bkcrm/database';
import type { Queryable, Transaction } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import type { KnownAgent } from '@bkcrm/read-model';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable } from '@nestjs/common';
import { audit } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { problems } from '../http/problem.js';
import { newSeed, otpauthUri, stepOfCode } from './domain/one-time-code.js';
import { fingerprintOfCode, makeRecoveryCodes } from './domain/recovery-codes.js';
import type { SecondFactorRow } from './second-factor.entity.js';

const placeOf = (agentId: string): string => `second_factor|${agentId}|seed`;

/** A second proof of who somebody is, besides the password: a code of an authenticator app, for those who want it. */
@Injectable()
export class TwoFactor {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: SecretBox,
  ) {}

  async isOn(agentId: string): Promise<boolean> {
    const row = await find(this.database, agentId, '');
    return row?.confirmedAt != null;
  }

  async agentsWithIt(): Promise<string[]> {
    const rows = await this.database.query<{ agentId: string }>(
      'SELECT agent_id AS "agentId" FROM gateway.second_factor WHERE confirmed_at IS NOT NULL',
    );
    return rows.map(({ agentId }) => agentId);
  }

  /** A new seed, shown only this once. It counts when a code of it is confirmed. @throws Problem `two-factor.on` */
  async begin(agent: KnownAgent): Promise<{ uri: string }> {
    const seed = newSeed();
    const rows = await this.database.query(
      `INSERT INTO gateway.second_factor (agent_id, seed) VALUES ($1, $2)
       ON CONFLICT (agent_id) DO UPDATE SET seed = excluded.seed, used_step = NULL WHERE second_factor.confirmed_at IS NULL RETURNING agent_id`,
      [agent.id, this.secrets.encrypt(seed, placeOf(agent.id))],
    );
    if (rows.length === 0) throw problems.twoFactorOn();
    return { uri: otpauthUri(seed, agent.email) };
  }

  /** From now on logins need a code. @returns codes for whoever loses the device, shown only this once. @throws Problem `auth.invalid-code` */
  confirm(agentId: string, code: string, caller: Caller): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      const row = await find(tx, agentId, 'FOR UPDATE');
      if (row === undefined || row.confirmedAt !== null || !(await this.useCode(tx, row, code)))
        throw problems.invalidCode();
      const codes = makeRecoveryCodes();
      await tx.query('UPDATE gateway.second_factor SET confirmed_at = $2, recovery_codes = $3 WHERE agent_id = $1', [
        agentId,
        this.clock.now(),
        codes.map((recovery) => fingerprintOfCode(agentId, recovery)),
      ]);
      await audit(tx, { act: 'two-factor.enabled', actorId: agentId, subjectId: agentId, caller });
      return codes;
    });
  }

  /** Whether the login may go on: without a second factor always. Each code is good once. */
  check(agentId: string, code: string | undefined, caller: Caller): Promise<'passed' | 'code-required' | 'wrong-code'> {
    return this.database.transaction(async (tx) => {
      const row = await find(tx, agentId, 'FOR UPDATE');
      if (row?.confirmedAt == null) return 'passed';
      if (code === undefined) return 'code-required';
      if (await this.useCode(tx, row, code)) return 'passed';
      return (await useRecoveryCode(tx, row, code, caller)) ? 'passed' : 'wrong-code';
    });
  }

  /** @param actorId the agent, or an administrator for one who lost the device and the codes */
  async disable(agentId: string, actorId: string, caller: Caller): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = await tx.query('DELETE FROM gateway.second_factor WHERE agent_id = $1 RETURNING agent_id', [
        agentId,
      ]);
      if (rows.length > 0) await audit(tx, { act: 'two-factor.disabled', actorId, subjectId: agentId, caller });
    });
  }

  private async useCode(tx: Transaction, row: SecondFactorRow, code: string): Promise<boolean> {
    const seed = this.secrets.decrypt(row.seed, placeOf(row.agentId));
    const usedStep = row.usedStep === null ? null : Number(row.usedStep);
    const step = stepOfCode(seed, code, this.clock.now(), usedStep);
    if (step === undefined) return false;
    await tx.query('UPDATE gateway.second_factor SET used_step = $2 WHERE agent_id = $1', [row.agentId, step]);
    return true;
  }
}

/** With `FOR UPDATE` two logins at once cannot use the same code. */
async function find(db: Queryable, agentId: string, lock: '' | 'FOR UPDATE'): Promise<SecondFactorRow | undefined> {
  const [row] = await db.query<SecondFactorRow>(
    `SELECT agent_id AS "agentId", seed, confirmed_at AS "confirmedAt", used_step AS "usedStep", recovery_codes AS "recoveryCodes"
     FROM gateway.second_factor WHERE agent_id = $1 ${lock}`,
    [agentId],
  );
  return row;
}

async function useRecoveryCode(tx: Transaction, row: SecondFactorRow, code: string, caller: Caller): Promise<boolean> {
  const fingerprint = fingerprintOfCode(row.agentId, code);
  if (!row.recoveryCodes.includes(fingerprint)) return false;
  await tx.query(
    'UPDATE gateway.second_factor SET recovery_codes = array_remove(recovery_codes, $2) WHERE agent_id = $1',
    [row.agentId, fingerprint],
  );
  const details = { left: row.recoveryCodes.length - 1 };
  await audit(tx, {
    act: 'two-factor.recovery-code-used',
    actorId: row.agentId,
    subjectId: row.agentId,
    caller,
    details,
  });
  return true;
}
