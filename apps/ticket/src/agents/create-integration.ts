import type { AgentResource, RequestBody } from '@bkcrm/contracts';
import { CreateIntegrationRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { findAgent, toAgentResource } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { EventRecorder } from '../event-log/event-recorder.js';
import { LiveFeed } from '../event-log/live-feed.js';
import { getActor } from './actor.js';
import { setDepartments } from './agent-departments.js';
import { recordAgentUpdated } from './record-agent-updated.js';

/** A program that acts in its own name. The same id answers the one that exists. */
@Injectable()
export class CreateIntegration {
  constructor(
    private readonly database: Database,
    private readonly feed: LiveFeed,
  ) {}

  async execute(request: RequestBody<CreateIntegrationRequest>): Promise<AgentResource> {
    return this.database.transaction(async (tx) => {
      const events = new EventRecorder(tx, this.feed);
      await getActor(tx, request.actorId, 'api-tokens.manage');
      const { id, name, permissions, departmentIds } = request;
      const made = await tx.query(
        `INSERT INTO agent (id, email, name, role, permissions, everywhere) VALUES ($1, $2, $3, 'integration', $4, $5)
         ON CONFLICT (id) DO NOTHING RETURNING id`,
        // Nobody can log in with it: the column wants one.
        [id, `${id}@integration.invalid`, name, permissions, departmentIds === null],
      );
      if (made.length > 0) await setDepartments(tx, id, departmentIds ?? []);
      const integration = await findAgent(tx, id);
      if (integration === undefined) throw new Error(`integration ${id} vanished`);
      if (made.length > 0) recordAgentUpdated(events, toAgentResource(integration));
      return toAgentResource(integration);
    });
  }
}
