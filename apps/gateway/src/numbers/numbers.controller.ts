import { Database } from '@bkcrm/database';
import { listNumbers } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { NumberDto } from '../resources/number.dto.js';
import { NumberPage } from '../resources/pages.dto.js';
import { ChangeNumberDto, RegisterNumberDto } from './number.dto.js';

@Controller('api/v1/numbers')
export class NumbersController {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
  ) {}

  /** All WhatsApp numbers, by name. */
  @Requires('numbers.read')
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<NumberPage> {
    return { items: await listNumbers(this.database, principal), nextCursor: null };
  }

  /**
   * Takes a number into care: its webhook is set, its state observed. Administrators only. An instance that is known answers its
   * number; one that is to be created is made on the server first.
   */
  @Requires('numbers.manage')
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  register(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() { name, origin, serverId, instanceName, departmentId, wantsSettings }: RegisterNumberDto,
    @IdempotencyKey() id: string | undefined,
  ): Promise<NumberDto> {
    const number = { name, origin, serverId, instanceName, departmentId, wantsSettings };
    return this.requests.registerNumber(agentId, { id, ...number });
  }

  /** Renames it, or gives its new tickets to another department. Administrators only. */
  @Requires('numbers.manage')
  @Patch(':id')
  change(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { name, departmentId }: ChangeNumberDto,
  ): Promise<NumberDto> {
    return this.requests.changeNumber(agentId, { numberId: id, name, departmentId });
  }

  /** Deletes the instance of a number that BKCRM created, and gives the number up; its history stays. Administrators only. */
  @Requires('numbers.manage')
  @Delete(':id')
  remove(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<NumberDto> {
    return this.requests.removeNumber(agentId, { numberId: id, how: 'delete' });
  }

  /** Gives a number up and its instance back: with the webhook and the settings that it had before. Administrators only. */
  @Requires('numbers.manage')
  @Post(':id/release')
  @HttpCode(200)
  release(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<NumberDto> {
    return this.requests.removeNumber(agentId, { numberId: id, how: 'release' });
  }
}
