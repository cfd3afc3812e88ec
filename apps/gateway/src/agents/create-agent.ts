import type { AgentResource } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { RequestRefused } from '@bkcrm/messaging';
import { findAgentByEmail, toAgentResource } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { Passwords } from '../auth/passwords.js';
import { audit } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { CreateAgentDto } from './agent.dto.js';

/** The ticket service makes the agent, the gateway keeps the password. */
@Injectable()
export class CreateAgent {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
    private readonly passwords: Passwords,
  ) {}

  /** @throws RequestRefused `agent.exists`, unless that agent is what an earlier attempt of the same call left */
  async execute(
    actorId: string,
    id: string | undefined,
    agent: CreateAgentDto,
    caller: Caller,
  ): Promise<AgentResource> {
    const { email, name, role, departmentIds } = agent;
    let created: AgentResource;
    try {
      created = await this.requests.createAgent(actorId, { id, email, name, role, departmentIds });
    } catch (error) {
      if (!(error instanceof RequestRefused) || error.code !== 'agent.exists') throw error;
      return this.finishEarlier(id, agent, error);
    }
    await this.passwords.setFirst(created.id, agent.password);
    await audit(this.database, { act: 'agent.created', actorId, subjectId: created.id, caller, details: { role } });
    return created;
  }

  /** The ticket service has refused only after it has checked that the actor may create agents. */
  private async finishEarlier(
    id: string | undefined,
    agent: CreateAgentDto,
    refusal: RequestRefused,
  ): Promise<AgentResource> {
    const known = await findAgentByEmail(this.database, agent.email);
    if (known === undefined || known.role !== agent.role || known.name !== agent.name) throw refusal;
    const isFinished = await this.passwords.setFirst(known.id, agent.password);
    if (!isFinished && known.id !== id) throw refusal;
    return toAgentResource(known);
  }
}
