import type { AgentResource } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { audit } from '../audit/audit-log.js';
import { KnownAgents } from '../auth/known-agents.js';
import type { Caller } from '../http/caller.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { Sessions } from '../sessions/sessions.js';
import { UpdateAgentDto } from './agent.dto.js';

/** The ticket service changes the agent, the gateway ends the sessions of one who is disabled. */
@Injectable()
export class ChangeAgent {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
    private readonly agents: KnownAgents,
    private readonly sessions: Sessions,
  ) {}

  async execute(
    actorId: string,
    agentId: string,
    { name, role, departmentIds, active }: UpdateAgentDto,
    caller: Caller,
  ): Promise<AgentResource> {
    const changes = { name, role, departmentIds, active };
    const agent = await this.requests.updateAgent(actorId, { agentId, ...changes });
    this.agents.forget(agentId);
    await audit(this.database, { act: 'agent.changed', actorId, subjectId: agentId, caller, details: changes });
    if (!agent.active) await this.sessions.end({ agentId }, 'disabled', { actorId, caller });
    return agent;
  }
}
