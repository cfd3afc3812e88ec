import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import type { Authenticated } from '../auth/authentication.js';
import { CurrentAccess } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { problems } from '../http/problem.js';
import { sessionEndsAt } from './domain/session-life.js';
import { EndSessionsDto, SessionPage } from './session.dto.js';
import { Sessions } from './sessions.js';

/** One's own logins. */
@Requires('account.manage')
@Controller('api/v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: Sessions) {}

  /** Where the agent is logged in, the latest first. */
  @Get()
  async list(@CurrentAccess() { agent, sessionId }: Authenticated): Promise<SessionPage> {
    const rows = await this.sessions.list(agent.id);
    const items = rows.map((row) => ({
      id: row.id,
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.rotatedAt.toISOString(),
      endsAt: sessionEndsAt(row).toISOString(),
      address: row.address,
      userAgent: row.userAgent,
      current: row.id === sessionId,
    }));
    return { items, nextCursor: null };
  }

  /** Logs out everywhere, here included unless told otherwise. */
  @Delete()
  @HttpCode(204)
  async endAll(
    @CurrentAccess() { agent, sessionId }: Authenticated,
    @Query() { keep }: EndSessionsDto,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    const except = keep === 'current' ? sessionId : null;
    await this.sessions.end({ agentId: agent.id, except }, 'logout', { actorId: agent.id, caller });
  }

  /** Logs out one of them. */
  @Delete(':id')
  @HttpCode(204)
  async end(
    @CurrentAccess() { agent }: Authenticated,
    @Param() { id }: IdParameter,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    const by = { actorId: agent.id, caller };
    const ended = await this.sessions.end({ agentId: agent.id, sessionId: id }, 'logout', by);
    if (ended.length === 0) throw problems.sessionNotFound();
  }
}
