import {
  Body,
  Controller,
  Delete,
  HttpCode,
  Param,
  Post,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance } from '../state/instance.js';
import { Store } from '../state/store.js';
import { isLidJid, jidOfNumber, userOf } from '../whatsapp/domain/jid.js';
import { People } from '../whatsapp/people.js';
import { ApiError } from './api-error.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { AnyBody, InstancePipe, SchemaPipe } from './body.js';
import { InstanceGuard } from './instance.guard.js';
import { MessageChanges } from './message-changes.js';
import type { DeleteRequest, UpdateRequest } from './message-changes.js';
import * as schemas from './schemas.js';
import { Sending } from './sending.js';

type Answer = Record<string, unknown>;

@Controller('chat')
@UseGuards(InstanceGuard)
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class ChatController {
  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly sending: Sending,
    private readonly changes: MessageChanges,
  ) {}

  /** Every failure of this call is a 400 with a bare body. */
  @Post('whatsappNumbers/:instance')
  @HttpCode(200)
  async whatsappNumbers(
    @Param('instance', InstancePipe) instance: Instance,
    @AnyBody() { numbers }: { numbers?: string[] },
  ): Promise<Answer[]> {
    if (numbers === undefined || !instance.started) throw new ApiError(400, '', { bare: {} });
    return Promise.all(numbers.map((number) => this.whatsappNumber(instance, number)));
  }

  @Post('markMessageAsRead/:instance')
  markMessageAsRead(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.markReadSchema)) body: { readMessages: { id: string; remoteJid: string }[] },
  ): Answer {
    if (instance.state !== 'open') throw new ApiError(500, ['Read messages fail', 'Error: Connection Closed']);
    // Evolution skips LIDs and says success all the same.
    for (const { id, remoteJid } of body.readMessages.filter((entry) => !isLidJid(entry.remoteJid))) {
      const message = this.store.message(instance, id);
      if (message === undefined) continue;
      message.status = 'READ';
      this.store.announce({
        type: 'message',
        instance: instance.name,
        chat: userOf(message.chat),
        data: { id, remoteJid },
      });
    }
    return { message: 'Read messages', read: 'success' };
  }

  @Post('sendPresence/:instance')
  async sendPresence(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.presenceSchema)) body: { number: string; presence: string; delay: number },
  ): Promise<Answer> {
    const jid = await this.sending.find(instance, body.number);
    const chat = userOf(this.people.chatOf(jid));
    this.store.announce({ type: 'presence', instance: instance.name, chat, data: body.presence });
    await pause(body.delay);
    this.store.announce({ type: 'presence', instance: instance.name, chat, data: 'paused' });
    return { presence: body.presence };
  }

  @Post('fetchProfilePictureUrl/:instance')
  @HttpCode(200)
  fetchProfilePictureUrl(@AnyBody() { number }: { number: string }): Answer {
    return { wuid: jidOfNumber(number), profilePictureUrl: null };
  }

  @Post('updateMessage/:instance')
  @HttpCode(200)
  updateMessage(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.updateSchema)) body: UpdateRequest,
  ): Answer {
    return this.changes.update(instance, body);
  }

  @Delete('deleteMessageForEveryone/:instance')
  @HttpCode(201)
  deleteMessageForEveryone(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.deleteSchema)) body: DeleteRequest,
  ): Answer {
    return this.changes.remove(instance, body);
  }

  private async whatsappNumber(instance: Instance, number: string): Promise<Answer> {
    const jid = jidOfNumber(number);
    if (isLidJid(jid)) return { jid, exists: true, number, lid: 'lid' };
    const registered = await this.sending.lookUp(instance, jid);
    return { jid: registered ?? jid, exists: registered !== null, number };
  }
}
