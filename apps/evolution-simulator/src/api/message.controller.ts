import { Body, Controller, Param, Post, UploadedFile, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance } from '../state/instance.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { badRequest } from './api-error.js';
import { InstancePipe, SchemaPipe } from './body.js';
import { vcardOf } from './domain/vcard.js';
import type { ContactCard } from './domain/vcard.js';
import { InstanceGuard } from './instance.guard.js';
import { MediaSource } from './media-source.js';
import type { MediaRequest, UploadedBytes, VoiceRequest } from './media-source.js';
import * as schemas from './schemas.js';
import { Sending } from './sending.js';
import type { SendOptions } from './sending.js';

type Answer = Promise<Record<string, unknown>>;

// The constructor, because the compiler's target does not know the flag yet; Node does.
const singleEmojiOrNone = new RegExp('^\\p{RGI_Emoji}?$', 'v');

@Controller('message')
@UseGuards(InstanceGuard)
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class MessageController {
  constructor(
    private readonly sending: Sending,
    private readonly media: MediaSource,
  ) {}

  @Post('sendText/:instance')
  async text(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendTextSchema)) body: SendOptions & { text: string },
  ): Answer {
    if (body.text.trim() === '') throw badRequest('Text is required');
    return this.sending.send(instance, body, { kind: 'text', text: body.text });
  }

  @Post('sendMedia/:instance')
  @UseInterceptors(FileInterceptor('file'))
  async sendMedia(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendMediaSchema)) body: SendOptions & MediaRequest,
    @UploadedFile() upload?: UploadedBytes,
  ): Answer {
    const file = await this.media.ofMedia(body, upload);
    const { mediatype: kind, caption } = body;
    return this.sending.send(instance, body, { kind, file, ...(caption !== undefined && { caption }) });
  }

  @Post('sendWhatsAppAudio/:instance')
  @UseInterceptors(FileInterceptor('file'))
  async audio(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendAudioSchema)) body: SendOptions & VoiceRequest,
    @UploadedFile() upload?: UploadedBytes,
  ): Answer {
    const file = await this.media.ofVoice(body, upload);
    // Evolution forgets the quote of a voice note.
    const { quoted: _, ...options } = body;
    return this.sending.send(instance, options, { kind: 'voice', file });
  }

  @Post('sendSticker/:instance')
  async sticker(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendStickerSchema)) body: SendOptions & { sticker?: string },
  ): Answer {
    const file = await this.media.ofSticker(body.sticker);
    return this.sending.send(instance, body, { kind: 'sticker', file });
  }

  @Post('sendLocation/:instance')
  location(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendLocationSchema))
    body: SendOptions & { latitude: number; longitude: number; name: string; address: string },
  ): Answer {
    const { latitude, longitude, name, address } = body;
    return this.sending.send(instance, body, { kind: 'location', latitude, longitude, name, address });
  }

  @Post('sendContact/:instance')
  contact(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendContactSchema)) body: SendOptions & { contact: ContactCard[] },
  ): Answer {
    const cards = body.contact.map((card) => ({ displayName: card.fullName, vcard: vcardOf(card) }));
    return this.sending.send(instance, body, { kind: 'contacts', cards });
  }

  @Post('sendReaction/:instance')
  async reaction(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(schemas.sendReactionSchema))
    body: { key: { id: string; remoteJid: string; fromMe: boolean }; reaction: string },
  ): Answer {
    if (!singleEmojiOrNone.test(body.reaction)) {
      throw badRequest('Reaction must be a single emoji or empty string');
    }
    const { id, remoteJid, fromMe } = body.key;
    const draft = { kind: 'reaction' as const, key: { id, remoteJid, fromMe }, emoji: body.reaction };
    return this.sending.send(instance, { number: remoteJid }, draft);
  }
}
