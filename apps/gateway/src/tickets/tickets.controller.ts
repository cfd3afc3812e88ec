import { Database } from '@bkcrm/database';
import { findTicket, listTickets } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { TicketPage } from '../resources/pages.dto.js';
import { TicketDto } from '../resources/ticket.dto.js';
import { ListTicketsDto, MarkReadDto, ReadPositionDto, UpdateTicketDto } from './ticket.dto.js';

@Controller('api/v1/tickets')
export class TicketsController {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
  ) {}

  /** The tickets that the agent may see, the most recently changed first. */
  @Requires('tickets.read')
  @Get()
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListTicketsDto): Promise<TicketPage> {
    return listTickets(this.database, principal, query);
  }

  @Requires('tickets.read')
  @Get(':id')
  async get(@CurrentPrincipal() principal: Principal, @Param() { id }: IdParameter): Promise<TicketDto> {
    const ticket = await findTicket(this.database, principal, id);
    if (ticket === undefined) throw problems.ticketNotFound();
    return ticket;
  }

  /** Changes status, assignee or department. */
  @Requires('tickets.update')
  @Patch(':id')
  update(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { status, assigneeId, departmentId, version }: UpdateTicketDto,
  ): Promise<TicketDto> {
    return this.requests.updateTicket(agentId, { ticketId: id, status, assigneeId, departmentId, version });
  }

  /** Moves the agent's own read position forward; never back. */
  @Requires('tickets.update')
  @Post(':id/read')
  @HttpCode(200)
  markRead(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { readUpTo }: MarkReadDto,
  ): Promise<ReadPositionDto> {
    return this.requests.markRead(agentId, { ticketId: id, readUpTo });
  }
}
