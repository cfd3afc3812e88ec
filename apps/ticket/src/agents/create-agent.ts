import type { RequestBody, AgentResource } from '@bkcrm/contracts';
import { CreateAgentRequest, EnsureAdministratorRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import type { Transaction } from '@bkcrm/database';
import { findAgentByEmail, toAgentResource } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { refusals } from '../requests/refusals.js';
import { getActor } from './actor.js';
import { setDepartments } from './agent-departments.js';
import { recordAgentUpdated } from './record-agent-updated.js';

/** Agents come into being here; their passwords are the gateway's. */
@Injectable()
export class CreateAgent {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(request: RequestBody<CreateAgentRequest>): Promise<AgentResource> {
    try {
      return await this.database.transaction(async (tx) => {
        await getActor(tx, request.actorId, 'agents.manage');
        const { id = uuid(), email, name, role, departmentIds } = request;
        return this.insert(tx, { id, email, name, role, departmentIds });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw refusals.agentExists();
      throw error;
    }
  }

  /** The administrator of this e-mail address, created if nobody has it. */
  async ensureAdministrator(request: RequestBody<EnsureAdministratorRequest>): Promise<AgentResource> {
    try {
      return await this.database.transaction(async (tx) => {
        const known = await findAgentByEmail(tx, request.email);
        if (known !== undefined) return toAgentResource(known);
        return this.insert(tx, {
          id: uuid(),
          email: request.email,
          name: 'Administrator',
          role: 'administrator',
          departmentIds: [],
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) return this.ensureAdministrator(request);
      throw error;
    }
  }

  private async insert(tx: Transaction, agent: Omit<AgentResource, 'active'>): Promise<AgentResource> {
    const events = new EventRecorder(tx, this.feed);
    const email = agent.email.toLowerCase();
    await tx.query('INSERT INTO agent (id, email, name, role) VALUES ($1, $2, $3, $4)', [
      agent.id,
      email,
      agent.name,
      agent.role,
    ]);
    await setDepartments(tx, agent.id, agent.departmentIds);
    const { id, name, role, departmentIds } = agent;
    const resource: AgentResource = { id, email, name, role, departmentIds, active: true };
    recordAgentUpdated(events, resource);
    return resource;
  }
}
