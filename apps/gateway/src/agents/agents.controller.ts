import { Database } from '@bkcrm/database';
import { listAgents } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { AgentDto } from '../resources/agent.dto.js';
import { AgentPage } from '../resources/pages.dto.js';
import { CreateAgentDto } from './agent.dto.js';
import { CreateAgent } from './create-agent.js';

@Controller('api/v1/agents')
export class AgentsController {
  constructor(
    private readonly database: Database,
    private readonly createAgent: CreateAgent,
  ) {}

  /** All agents, by name. */
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<AgentPage> {
    return { items: await listAgents(this.database, principal), nextCursor: null };
  }

  /** Administrators only. */
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  create(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() agent: CreateAgentDto,
    @IdempotencyKey() id: string | undefined,
  ): Promise<AgentDto> {
    return this.createAgent.execute(agentId, id, agent);
  }
}
