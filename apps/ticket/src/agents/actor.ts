import type { Queryable } from '@bkcrm/database';
import { findAgent } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { refusals } from '../requests/refusals.js';

/** Whoever makes a request, with the rights of this moment. Usable wherever a Principal is asked for. */
export interface Actor extends KnownAgent {
  agentId: string;
}

/** @throws RequestRefused `actor.unknown` */
export async function getActor(db: Queryable, actorId: string): Promise<Actor> {
  const agent = await findAgent(db, actorId);
  if (agent === undefined || !agent.active) throw refusals.unknownActor();
  return { ...agent, agentId: agent.id };
}

/** @throws RequestRefused `actor.forbidden` */
export async function getAdministrator(db: Queryable, actorId: string): Promise<Actor> {
  const actor = await getActor(db, actorId);
  if (actor.role !== 'administrator') throw refusals.forbidden('administrators only');
  return actor;
}
