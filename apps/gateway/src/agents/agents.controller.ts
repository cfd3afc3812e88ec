import { Database } from '@bkcrm/database';
import { listAgents } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { GatewayConfig } from '../app.config.js';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { PasswordChanges } from '../auth/password-changes.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import { ownOrigin } from '../http/http.js';
import type { HttpRequest } from '../http/http.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { Sessions } from '../sessions/sessions.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { AgentDto } from '../resources/agent.dto.js';
import { AgentPage } from '../resources/pages.dto.js';
import { TwoFactor } from '../two-factor/two-factor.js';
import { AgentsWithTwoFactor, CreateAgentDto, ResetLinkDto, UpdateAgentDto } from './agent.dto.js';
import { ChangeAgent } from './change-agent.js';
import { CreateAgent } from './create-agent.js';

@Controller('api/v1/agents')
export class AgentsController {
  constructor(
    private readonly database: Database,
    private readonly createAgent: CreateAgent,
    private readonly changeAgent: ChangeAgent,
    private readonly passwords: PasswordChanges,
    private readonly sessions: Sessions,
    private readonly twoFactor: TwoFactor,
    private readonly config: GatewayConfig,
  ) {}

  /** All agents, by name. */
  @Requires('agents.read')
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<AgentPage> {
    return { items: await listAgents(this.database, principal), nextCursor: null };
  }

  @Requires('agents.manage')
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  create(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() agent: CreateAgentDto,
    @IdempotencyKey() id: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<AgentDto> {
    return this.createAgent.execute(agentId, id, agent, caller);
  }

  /** Other rights hold at once, also on open sockets. The last active administrator stays one. */
  @Requires('agents.manage')
  @Patch(':id')
  update(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() changes: UpdateAgentDto,
    @CallerOf() caller: Caller,
  ): Promise<AgentDto> {
    return this.changeAgent.execute(agentId, id, changes, caller);
  }

  /** A link by which the agent sets a new password, good once and for a day. An earlier one ends. */
  @Requires('agents.manage')
  @Post(':id/reset-link')
  async issueResetLink(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @CallerOf() caller: Caller,
    @Req() request: HttpRequest,
  ): Promise<ResetLinkDto> {
    const { token, expiresAt } = await this.passwords.issueLink(id, agentId, caller);
    const origin = this.config.PUBLIC_URL?.replace(/\/+$/, '') ?? ownOrigin(request);
    // Behind the #, where neither servers nor their logs see it.
    return { url: `${origin}/reset-password#token=${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** Whose logins need a code besides the password. */
  @Requires('agents.manage')
  @Get('two-factor')
  async withTwoFactor(): Promise<AgentsWithTwoFactor> {
    return { agentIds: await this.twoFactor.agentsWithIt() };
  }

  /** Takes the second factor from an agent who has lost the device and the recovery codes. */
  @Requires('agents.manage')
  @Delete(':id/two-factor')
  @HttpCode(204)
  async disableTwoFactor(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.twoFactor.disable(id, agentId, caller);
  }

  /** Logs the agent out everywhere. */
  @Requires('agents.manage')
  @Delete(':id/sessions')
  @HttpCode(204)
  async endSessions(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.sessions.end({ agentId: id }, 'administrator', { actorId: agentId, caller });
  }
}
