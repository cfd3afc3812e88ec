import { Database } from '@bkcrm/database';
import { findTicketConversation, listTicketMessages } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Req } from '@nestjs/common';
import { ApiExtraModels, ApiHeader } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import type { HttpRequest } from '../http/http.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { problems } from '../http/problem.js';
import { MessageCache } from '../message-cache/message-cache.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { MessageDto, StaleReplyDto } from '../resources/message.dto.js';
import { MessagePage } from '../resources/pages.dto.js';
import {
  EditMessageDto,
  ListMessagesDto,
  MessageParameters,
  ReactionToMessageDto,
  ResolveMessageDto,
  SendMessageDto,
} from './message.dto.js';

@Controller('api/v1/tickets/:id/messages')
export class MessagesController {
  constructor(
    private readonly database: Database,
    private readonly cache: MessageCache,
    private readonly requests: TicketRequests,
  ) {}

  /** Messages of the ticket's whole conversation, earlier tickets included, the newest first. */
  @Requires('tickets.read')
  @Get()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: IdParameter,
    @Query() query: ListMessagesDto,
    @Req() { head = Infinity }: HttpRequest,
  ): Promise<MessagePage> {
    if (query.cursor !== undefined) return found(await listTicketMessages(this.database, principal, id, query));
    const conversationId = found(await findTicketConversation(this.database, principal, id));
    return this.cache.newest(conversationId, query.limit, head);
  }

  /**
   * Stores a message and hands it over for sending; its further life comes as live events. With `seen`, one that somebody else has overtaken
   * is refused (409 `reply.stale`, details: StaleReplyDto).
   */
  @Requires('messages.send')
  @Post()
  @ApiExtraModels(StaleReplyDto)
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; the same as `clientId`.' })
  send(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { clientId, ...content }: SendMessageDto,
    @IdempotencyKey() key: string | undefined,
  ): Promise<MessageDto> {
    if (key !== undefined && clientId !== undefined && clientId.toLowerCase() !== key)
      throw problems.invalidRequest({ clientId: ['clientId and Idempotency-Key must agree when both are given'] });
    return this.requests.sendMessage(agentId, { ...content, ticketId: id, clientId: key ?? clientId ?? uuid() });
  }

  /** Changes the text of a message (sent ones within 15 minutes), or the text and time of a scheduled one. */
  @Requires('messages.send')
  @Patch(':messageId')
  edit(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, messageId }: MessageParameters,
    @Body() { text, scheduledFor }: EditMessageDto,
  ): Promise<MessageDto> {
    return this.requests.editMessage(agentId, { ticketId: id, messageId, text, scheduledFor });
  }

  /** Deletes a message of ours for everyone; one that has not left yet is cancelled. */
  @Requires('messages.send')
  @Delete(':messageId')
  delete(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, messageId }: MessageParameters,
  ): Promise<MessageDto> {
    return this.requests.deleteMessage(agentId, { ticketId: id, messageId });
  }

  /** Sets, replaces or takes back our reaction. */
  @Requires('messages.send')
  @Put(':messageId/reaction')
  react(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, messageId }: MessageParameters,
    @Body() { emoji }: ReactionToMessageDto,
  ): Promise<MessageDto> {
    return this.requests.reactToMessage(agentId, { ticketId: id, messageId, emoji });
  }

  /** Cancels a message that has not left. A queued one may just be leaving: what became of it comes as a live event. */
  @Requires('messages.send')
  @Post(':messageId/cancel')
  @HttpCode(200)
  cancel(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, messageId }: MessageParameters,
  ): Promise<MessageDto> {
    return this.requests.cancelMessage(agentId, { ticketId: id, messageId });
  }

  /** Says what became of a message whose status is `unknown`. */
  @Requires('messages.send')
  @Post(':messageId/resolve')
  @HttpCode(200)
  resolve(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, messageId }: MessageParameters,
    @Body() { outcome }: ResolveMessageDto,
  ): Promise<MessageDto> {
    return this.requests.resolveMessage(agentId, { ticketId: id, messageId, outcome });
  }

  /** Sends a message that did not leave (or of which that is not known) again, as a new one. */
  @Requires('messages.send')
  @Post(':messageId/send-again')
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; the new message’s `clientId`.' })
  sendAgain(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, messageId }: MessageParameters,
    @IdempotencyKey() key: string | undefined,
  ): Promise<MessageDto> {
    return this.requests.sendAgain(agentId, { ticketId: id, messageId, clientId: key ?? uuid() });
  }
}

function found<T>(what: T | undefined): T {
  if (what === undefined) throw problems.ticketNotFound();
  return what;
}
