import { Body, Controller, HttpCode, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance } from '../state/instance.js';
import { Store } from '../state/store.js';
import { isGroupJid } from '../whatsapp/domain/jid.js';
import { messageRow } from '../whatsapp/domain/message-views.js';
import { spellForRow } from '../whatsapp/domain/values.js';
import { badRequest } from './api-error.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { AnyBody, InstancePipe } from './body.js';
import { chatRows } from './domain/chat-rows.js';
import { pageOf } from './domain/paging.js';
import { matchesQuery } from './domain/message-query.js';
import type { MessageQuery } from './domain/message-query.js';
import { InstanceGuard } from './instance.guard.js';

type Answer = Record<string, unknown>;

/** What Evolution reads from its database. */
@Controller('chat')
@UseGuards(InstanceGuard)
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class FindController {
  constructor(private readonly store: Store) {}

  @Post('findMessages/:instance')
  @HttpCode(200)
  findMessages(@Param('instance', InstancePipe) instance: Instance, @AnyBody() body: MessageQuery): Answer {
    const found = instance.messages.filter((message) => matchesQuery(message, body.where ?? {})).toReversed();
    found.sort((a, b) => b.messageTimestamp - a.messageTimestamp);
    const { items, ...counts } = pageOf(found, body.page ?? 1, body.offset ?? 50);
    return { messages: { ...counts, records: items.map((message) => messageRow(message, instance.id)) } };
  }

  @Post('findStatusMessage/:instance')
  @HttpCode(200)
  findStatusMessage(
    @Param('instance', InstancePipe) instance: Instance,
    @AnyBody() { where = {} }: { where?: { remoteJid?: string; id?: string } },
  ): Answer[] {
    return instance.messages
      .filter(
        ({ key }) =>
          (where.id === undefined || key.id === where.id) &&
          (where.remoteJid === undefined || key.remoteJid === where.remoteJid),
      )
      .flatMap((message) =>
        message.updates.map((status, index) => ({
          id: `${message.rowId}${index}`,
          keyId: message.key.id,
          remoteJid: message.key.remoteJid,
          fromMe: message.key.fromMe,
          participant: null,
          pollUpdates: null,
          status,
          messageId: message.rowId,
          instanceId: instance.id,
        })),
      );
  }

  @Post('findContacts/:instance')
  @HttpCode(200)
  findContacts(
    @Param('instance', InstancePipe) instance: Instance,
    @AnyBody() { where = {} }: { where?: { remoteJid?: string } },
  ): Answer[] {
    return instance.contacts
      .filter((contact) => where.remoteJid === undefined || contact.remoteJid === where.remoteJid)
      .map((contact) => ({
        id: contact.id,
        remoteJid: contact.remoteJid,
        pushName: contact.pushName,
        profilePicUrl: null,
        createdAt: contact.createdAt,
        updatedAt: contact.updatedAt,
        instanceId: instance.id,
        isGroup: isGroupJid(contact.remoteJid),
        isSaved: true,
        type: isGroupJid(contact.remoteJid) ? 'group' : 'contact',
      }));
  }

  @Post('findChats/:instance')
  @HttpCode(200)
  findChats(
    @Param('instance', InstancePipe) instance: Instance,
    @AnyBody() { where = {} }: { where?: { remoteJid?: string } },
  ): Answer[] {
    const rows = chatRows(instance);
    return where.remoteJid === undefined ? rows : rows.filter((row) => row['remoteJid'] === where.remoteJid);
  }

  @Post('getBase64FromMediaMessage/:instance')
  getBase64FromMediaMessage(
    @Param('instance', InstancePipe) instance: Instance,
    @Body() body: { message?: { key?: { id?: string } } },
  ): Answer {
    const message = this.store.message(instance, body.message?.key?.id ?? '');
    if (message === undefined) throw badRequest('Message not found');
    if (message.media === undefined) throw badRequest('The message is not of the media type');
    const content = message.message[message.messageType] as Record<string, unknown>;
    const extension = message.media.mimetype.split(';')[0]?.split('/').at(-1);
    return spellForRow({
      mediaType: message.messageType,
      fileName: content['fileName'] ?? `${message.key.id}.${extension}`,
      ...(content['caption'] !== undefined && { caption: content['caption'] }),
      size: { fileLength: content['fileLength'], height: content['height'], width: content['width'] },
      mimetype: message.media.mimetype,
      base64: message.media.base64,
      buffer: null,
    });
  }
}
