import type { EventHead } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { readHead } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { clientEpoch } from '../realtime/domain/client-epoch.js';

/** Where the log stands at this moment, in the terms of this agent's clients. */
export async function readPosition(db: Queryable, agent: KnownAgent): Promise<EventHead> {
  const { seq, epoch } = await readHead(db);
  return { seq, epoch: clientEpoch(epoch, agent.rightsVersion) };
}
