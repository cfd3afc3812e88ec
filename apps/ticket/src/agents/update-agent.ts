import type { AgentResource, RequestBody } from '@bkcrm/contracts';
import { UpdateAgentRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { findAgent, toAgentResource } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { getActor } from './actor.js';
import { setDepartments } from './agent-departments.js';
import { recordAgentUpdated } from './record-agent-updated.js';

/** Changes who an agent is and what they may do. Other rights are a new version of them, which every open socket notices. */
@Injectable()
export class UpdateAgent {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(request: RequestBody<UpdateAgentRequest>): Promise<AgentResource> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      await getActor(tx, request.actorId, 'agents.manage');
      const agent = await this.lock(tx, request.agentId);
      const next = changed(agent, request);
      if (isAdministrator(agent) && !isAdministrator(next)) await assertAnotherAdministrator(tx, agent.id);
      await tx.query(
        'UPDATE agent SET name = $2, role = $3, active = $4, rights_version = rights_version + $5 WHERE id = $1',
        [agent.id, next.name, next.role, next.active, hasOtherRights(agent, next) ? 1 : 0],
      );
      await setDepartments(tx, agent.id, next.departmentIds);
      const resource = toAgentResource({ ...next, departmentIds: [...next.departmentIds].sort() });
      recordAgentUpdated(events, resource);
      return resource;
    });
  }

  /** All administrators are locked with it, in order, so that two of them cannot each be "not the last" at once. */
  private async lock(tx: Transaction, agentId: string): Promise<KnownAgent> {
    await tx.query(`SELECT id FROM agent WHERE role = 'administrator' OR id = $1 ORDER BY id FOR UPDATE`, [agentId]);
    const agent = await findAgent(tx, agentId);
    if (agent === undefined) throw refusals.agentNotFound();
    return agent;
  }
}

/** What an integration may do is settled when it is made; it can only be renamed and switched off. */
function changed(agent: KnownAgent, request: RequestBody<UpdateAgentRequest>): KnownAgent {
  const { name = agent.name, active = agent.active } = request;
  if (agent.role === 'integration') return { ...agent, name, active };
  const { role = agent.role, departmentIds = agent.departmentIds } = request;
  return { ...agent, name, active, role, departmentIds: [...new Set(departmentIds)] };
}

const isAdministrator = ({ role, active }: KnownAgent): boolean => role === 'administrator' && active;

function hasOtherRights(before: KnownAgent, after: KnownAgent): boolean {
  const hasLeft = before.departmentIds.some((id) => !after.departmentIds.includes(id));
  const hasJoined = after.departmentIds.some((id) => !before.departmentIds.includes(id));
  return before.role !== after.role || before.active !== after.active || hasLeft || hasJoined;
}

async function assertAnotherAdministrator(tx: Transaction, agentId: string): Promise<void> {
  const others = await tx.query(`SELECT 1 FROM agent WHERE role = 'administrator' AND active AND id <> $1 LIMIT 1`, [
    agentId,
  ]);
  if (others.length === 0) throw refusals.lastAdministrator();
}
