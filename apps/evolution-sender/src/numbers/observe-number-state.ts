import { exchanges, NumberStateObserved } from '@bkcrm/contracts';
import type { NumberState } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay, writeOutbox } from '@bkcrm/outbox';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionApi } from '../evolution-api/evolution-api.js';

interface NumberRow {
  instanceName: string;
  state: NumberState;
  ownerJid: string | null;
}

/** Asks Evolution how a number's connection is, and tells everybody when it has changed. */
@Injectable()
export class ObserveNumberState {
  private readonly logger = new Logger(ObserveNumberState.name);

  constructor(
    private readonly database: Database,
    private readonly api: EvolutionApi,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  /** @param report tells also when nothing has changed, for those who were not there the last time */
  async execute(numberId: string, { report = false } = {}): Promise<void> {
    const [before] = await this.database.query<NumberRow>(
      'SELECT instance_name AS "instanceName", state, owner_jid AS "ownerJid" FROM number WHERE id = $1',
      [numberId],
    );
    if (before === undefined) return;
    const { instanceName } = before;
    const state = await this.api.connectionState(instanceName);
    const isNew = state === 'open' && (before.state !== 'open' || before.ownerJid === null);
    const owner = isNew ? await this.api.owner(instanceName) : {};
    await this.store(numberId, { state, ...owner }, report);
  }

  private async store(
    numberId: string,
    observed: { state: NumberState; ownerJid?: string; profileName?: string },
    report: boolean,
  ): Promise<void> {
    const now = this.clock.now();
    const { type } = NumberStateObserved;
    const told = await this.database.transaction(async (tx) => {
      const [before] = await tx.query<NumberRow>('SELECT state FROM number WHERE id = $1 FOR NO KEY UPDATE', [
        numberId,
      ]);
      const [after] = await tx.query<{ ownerJid: string | null; profileName: string | null }>(
        `UPDATE number SET state = $2, state_at = $3, owner_jid = coalesce($4, owner_jid), profile_name = coalesce($5, profile_name),
           paused_until = CASE WHEN $6 THEN NULL ELSE paused_until END, pause_reason = CASE WHEN $6 THEN NULL ELSE pause_reason END
         WHERE id = $1 RETURNING owner_jid AS "ownerJid", profile_name AS "profileName"`,
        [
          numberId,
          observed.state,
          now,
          observed.ownerJid ?? null,
          observed.profileName ?? null,
          // What it was paused for is over.
          observed.state === 'open' && before?.state !== 'open',
        ],
      );
      const isChanged = before?.state !== observed.state || observed.ownerJid !== undefined;
      if (after === undefined || !(isChanged || report)) return false;
      if (before?.state !== observed.state) this.logger.log(`number is ${observed.state}`, { numberId });
      const body: NumberStateObserved = {
        numberId,
        state: observed.state,
        ownerJid: after.ownerJid ?? undefined,
        profileName: after.profileName ?? undefined,
        observedAt: now.toISOString(),
      };
      await writeOutbox(tx, [{ exchange: exchanges.results, routingKey: type, type, body }]);
      return true;
    });
    if (told) this.relay.wake();
  }
}
