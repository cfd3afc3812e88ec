import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { phoneJid } from '../whatsapp/domain/jid.js';
import { ContactActions } from '../whatsapp/contact-actions.js';
import { Incoming } from '../whatsapp/incoming.js';
import { Statuses } from '../whatsapp/statuses.js';
import { chatMessage, isShown } from './chat-view.js';
import type { ChatMessage } from './chat-view.js';
import { ControlTarget } from './control-target.js';
import { draftOf } from './drafts.js';
import {
  BulkRequest,
  CallRequest,
  ContactRequest,
  EditRequest,
  PresenceRequest,
  StatusRequest,
  WriteRequest,
} from './requests.js';

/** What contacts, and the company's people on their phone, do in the chats of an instance. */
@Controller('control/instances/:instance')
export class ConversationController {
  constructor(
    private readonly target: ControlTarget,
    private readonly incoming: Incoming,
    private readonly actions: ContactActions,
    private readonly statuses: Statuses,
  ) {}

  @Post('customer-messages')
  customerWrites(@Param('instance') name: string, @Body() request: WriteRequest): ChatMessage {
    const instance = this.target.instance(name);
    const person = this.target.person(request.phone);
    return chatMessage(name, this.incoming.fromContact(instance, person, incomingOf(request)));
  }

  @Post('phone-messages')
  phoneWrites(@Param('instance') name: string, @Body() request: WriteRequest): ChatMessage {
    const instance = this.target.instance(name);
    const person = this.target.person(request.phone);
    return chatMessage(name, this.incoming.fromPhone(instance, person, incomingOf(request)));
  }

  @Put('messages/:id')
  edit(@Param('instance') name: string, @Param('id') id: string, @Body() { text }: EditRequest): ChatMessage {
    const { instance, message } = this.target.message(name, id);
    this.actions.edit(instance, message, text);
    return chatMessage(name, message);
  }

  @Delete('messages/:id')
  remove(@Param('instance') name: string, @Param('id') id: string): ChatMessage {
    const { instance, message } = this.target.message(name, id);
    this.actions.remove(instance, message);
    return chatMessage(name, message);
  }

  /** Reports one status of a message the company sent, beyond what the contacts do by themselves. */
  @Post('messages/:id/status')
  @HttpCode(200)
  async status(
    @Param('instance') name: string,
    @Param('id') id: string,
    @Body() { status }: StatusRequest,
  ): Promise<ChatMessage> {
    const { instance, message } = this.target.message(name, id);
    void this.statuses.report(instance, message, status);
    return chatMessage(name, message);
  }

  @Get('messages/:id/file')
  @Header('cache-control', 'private, max-age=3600')
  file(@Param('instance') name: string, @Param('id') id: string): StreamableFile {
    const { media } = this.target.message(name, id).message;
    const bytes = Buffer.from(media?.base64 ?? '', 'base64');
    return new StreamableFile(bytes, { type: media?.mimetype ?? 'application/octet-stream', length: bytes.length });
  }

  /** The contact opens the chat. */
  @Post('read')
  @HttpCode(200)
  read(@Param('instance') name: string, @Body() { phone }: ContactRequest): { ok: true } {
    const person = this.target.person(phone);
    void this.actions.read(this.target.instance(name), phoneJid(person.phone));
    return { ok: true };
  }

  /** Somebody of the company opens the chat on the phone. */
  @Post('phone-read')
  @HttpCode(200)
  phoneRead(@Param('instance') name: string, @Body() { phone }: ContactRequest): { ok: true } {
    this.actions.readOnPhone(this.target.instance(name), phoneJid(this.target.person(phone).phone));
    return { ok: true };
  }

  @Post('presence')
  @HttpCode(200)
  presence(@Param('instance') name: string, @Body() { phone, presence }: PresenceRequest): { ok: true } {
    this.actions.presence(this.target.instance(name), this.target.person(phone), presence);
    return { ok: true };
  }

  @Post('calls')
  async call(
    @Param('instance') name: string,
    @Body() { phone, isVideo = false, end = 'timeout' }: CallRequest,
  ): Promise<{ id: string }> {
    const id = await this.actions.call(this.target.instance(name), this.target.person(phone), { isVideo, end });
    return { id };
  }

  /** Writes many messages, spread evenly over many people. The connections get a turn after each. */
  @Post('bulk')
  async bulk(
    @Param('instance') name: string,
    @Body() { messages, people, perSecond }: BulkRequest,
  ): Promise<{ messages: number; people: number }> {
    const instance = this.target.instance(name);
    for (let index = 0; index < messages; index++) {
      const person = this.target.person(`55119${String(80_000_000 + (index % people))}`);
      this.incoming.fromContact(instance, person, { draft: { kind: 'text', text: `Mensagem ${index + 1}` } });
      await (perSecond === undefined ? nextTurn() : pause(1_000 / perSecond));
    }
    return { messages, people };
  }

  @Get('chats')
  chats(@Param('instance') name: string): { chat: string; last: ChatMessage; unread: number }[] {
    const chats = new Map<string, { chat: string; last: ChatMessage; unread: number }>();
    for (const stored of this.target.instance(name).messages.filter(isShown)) {
      const last = chatMessage(name, stored);
      const unread = chats.get(last.chat)?.unread ?? 0;
      const counts = stored.key.fromMe && !stored.updates.includes('READ');
      chats.set(last.chat, { chat: last.chat, last, unread: unread + (counts ? 1 : 0) });
    }
    return [...chats.values()].sort((a, b) => b.last.at - a.last.at);
  }

  @Get('chats/:chat/messages')
  messages(
    @Param('instance') name: string,
    @Param('chat') chat: string,
    @Query('limit') limit = '1000000',
  ): ChatMessage[] {
    const jid = chat.endsWith('@g.us') ? chat : phoneJid(chat);
    return this.target
      .instance(name)
      .messages.filter((message) => message.chat === jid && isShown(message))
      .slice(-Number(limit))
      .map((message) => chatMessage(name, message));
  }
}

function incomingOf(request: WriteRequest): Parameters<Incoming['fromContact']>[2] {
  const { messageId, groupJid, id, at, kind } = request;
  return {
    draft: draftOf(request),
    ...(messageId !== undefined && kind !== 'reaction' && { quotedId: messageId }),
    ...(groupJid !== undefined && { groupJid }),
    ...(id !== undefined && { id }),
    ...(at !== undefined && { at }),
  };
}
