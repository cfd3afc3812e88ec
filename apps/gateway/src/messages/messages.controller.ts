import { Database } from '@bkcrm/database';
import { listTicketMessages } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { MessageDto } from '../resources/message.dto.js';
import { MessagePage } from '../resources/pages.dto.js';
import { ListMessagesDto, SendMessageDto } from './message.dto.js';

@Controller('api/v1/tickets/:id/messages')
export class MessagesController {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
  ) {}

  /** Messages of the ticket's whole conversation, earlier tickets included, the newest first. */
  @Requires('tickets.read')
  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: IdParameter,
    @Query() query: ListMessagesDto,
  ): Promise<MessagePage> {
    const page = await listTicketMessages(this.database, principal, id, query);
    if (page === undefined) throw problems.ticketNotFound();
    return page;
  }

  /** Stores a message and hands it over for sending; its further life comes as live events. */
  @Requires('messages.send')
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; the same as `clientId`.' })
  send(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { text, clientId, quotedMessageId }: SendMessageDto,
    @IdempotencyKey() key: string | undefined,
  ): Promise<MessageDto> {
    if (key !== undefined && clientId !== undefined && clientId.toLowerCase() !== key)
      throw problems.invalidRequest({ clientId: ['clientId and Idempotency-Key must agree when both are given'] });
    return this.requests.sendMessage(agentId, {
      ticketId: id,
      clientId: key ?? clientId ?? uuid(),
      text,
      quotedMessageId,
    });
  }
}
