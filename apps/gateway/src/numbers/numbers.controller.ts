import { Database } from '@bkcrm/database';
import { listNumbers } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { NumberDto } from '../resources/number.dto.js';
import { NumberPage } from '../resources/pages.dto.js';
import { RegisterNumberDto } from './number.dto.js';

@Controller('api/v1/numbers')
export class NumbersController {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
  ) {}

  /** All WhatsApp numbers, by name. */
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<NumberPage> {
    return { items: await listNumbers(this.database, principal), nextCursor: null };
  }

  /** Takes a number into care: its webhook is set, its state observed. Administrators only. An instance that is known answers its number. */
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  register(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() { name, instanceName, departmentId }: RegisterNumberDto,
    @IdempotencyKey() id: string | undefined,
  ): Promise<NumberDto> {
    return this.requests.registerNumber(agentId, { id, name, instanceName, departmentId });
  }
}
