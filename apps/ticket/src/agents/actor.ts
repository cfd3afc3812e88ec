import type { Queryable } from '@bkcrm/database';
import { may } from '@bkcrm/permissions';
import type { Permission } from '@bkcrm/permissions';
import { findAgent } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { refusals } from '../requests/refusals.js';

/** Whoever makes a request, with the rights of this moment. Usable wherever a Principal is asked for. */
export interface Actor extends KnownAgent {
  agentId: string;
  /** What they were let in for; how far it reaches is asked where the object is known. */
  permission: Permission;
}

/** @throws RequestRefused `actor.unknown`, `actor.forbidden` */
export async function getActor(db: Queryable, actorId: string, permission: Permission): Promise<Actor> {
  return requireActor(await findAgent(db, actorId), permission);
}

/** @throws RequestRefused `actor.unknown`, `actor.forbidden` */
export function requireActor(agent: KnownAgent | undefined, permission: Permission): Actor {
  if (agent === undefined || !agent.active) throw refusals.unknownActor();
  if (!may(agent, permission)) throw refusals.forbidden(permission);
  return { ...agent, agentId: agent.id, permission };
}
