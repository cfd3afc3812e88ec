import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { ApiTokenPage, CreateApiTokenDto, IssuedApiTokenDto } from './api-token.dto.js';
import { ApiTokens } from './api-tokens.js';

@Requires('api-tokens.manage')
@Controller('api/v1/api-tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokens) {}

  /** Those that were not revoked, the newest first. */
  @Get()
  async list(): Promise<ApiTokenPage> {
    return { items: await this.tokens.list(), nextCursor: null };
  }

  /** A token for a program, shown only this once. What it writes has the token's name as author. */
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  issue(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() token: CreateApiTokenDto,
    @IdempotencyKey() id: string | undefined,
    @CallerOf() caller: Caller,
  ): Promise<IssuedApiTokenDto> {
    return this.tokens.issue(agentId, id, token, caller);
  }

  /** Ends it at once, also its open sockets. */
  @Delete(':id')
  @HttpCode(204)
  revoke(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    return this.tokens.revoke(agentId, id, caller);
  }
}
