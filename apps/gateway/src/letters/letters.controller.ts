import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import {
  BoxParameter,
  DiscardLettersDto,
  LetterDto,
  LetterPage,
  LetterParameter,
  LettersDoneDto,
  ListLettersDto,
  ReplayLettersDto,
} from './letter.dto.js';
import { Letters } from './letters.js';

/** What could not be handled: dead letters and the quarantine. Administrators only. */
@Requires('letters.manage')
@Controller('api/v1/letters/:box')
export class LettersController {
  constructor(private readonly letters: Letters) {}

  /** The latest first. */
  @Get()
  list(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { box }: BoxParameter,
    @Query() { cursor, limit }: ListLettersDto,
  ): Promise<LetterPage> {
    return this.letters.list({ actorId: agentId, box, cursor, limit });
  }

  /** One, with what it says. */
  @Get(':id')
  describe(@CurrentPrincipal() { agentId }: Principal, @Param() { box, id }: LetterParameter): Promise<LetterDto> {
    return this.letters.describe({ actorId: agentId, box, id });
  }

  /** Puts letters back into their queues, under the ids they had: harmless however often. One that fails again comes back. */
  @Post('replay')
  @HttpCode(200)
  replay(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { box }: BoxParameter,
    @Body() { ids, body }: ReplayLettersDto,
    @CallerOf() caller: Caller,
  ): Promise<LettersDoneDto> {
    return this.letters.replay({ actorId: agentId, box, ids, body }, caller);
  }

  /** Throws letters away, for a reason that is kept in the audit log. */
  @Post('discard')
  @HttpCode(200)
  discard(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { box }: BoxParameter,
    @Body() { ids, reason }: DiscardLettersDto,
    @CallerOf() caller: Caller,
  ): Promise<LettersDoneDto> {
    return this.letters.discard({ actorId: agentId, box, ids, reason }, caller);
  }
}
