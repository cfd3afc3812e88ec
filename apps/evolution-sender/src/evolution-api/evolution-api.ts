import type { NumberState } from '@bkcrm/contracts';
import { Injectable } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { field, textField } from './domain/exchange.js';
import type { Exchange } from './domain/exchange.js';
import { EvolutionClient } from './evolution-client.js';

const timeoutMs = 15_000;
/** A file comes from WhatsApp first, and then whole. */
const fileTimeoutMs = 120_000;

export interface TextToSend {
  recipient: string;
  text: string;
  quoted: { whatsappId: string; remoteJid?: string; fromMe?: boolean } | null;
}

export interface WebhookSettings {
  enabled: boolean;
  url: string;
  headers: Record<string, string>;
  byEvents: boolean;
  base64: boolean;
  events: readonly string[];
}

/** The Evolution calls that the sender makes. */
@Injectable()
export class EvolutionApi {
  constructor(
    private readonly client: EvolutionClient,
    private readonly config: SenderConfig,
  ) {}

  sendText(instance: string, message: TextToSend): Promise<Exchange> {
    const { recipient, text, quoted } = message;
    const key = quoted && { id: quoted.whatsappId, remoteJid: quoted.remoteJid, fromMe: quoted.fromMe };
    return this.client.call({
      method: 'POST',
      route: '/message/sendText/{instance}',
      instance,
      body: { number: recipient, text, linkPreview: false, ...(key === null ? {} : { quoted: { key } }) },
      timeoutMs: this.config.SEND_TIMEOUT_SECONDS * 1_000,
    });
  }

  /** What we sent to a chat, newest first. */
  findSentMessages(instance: string, remoteJid: string): Promise<Exchange> {
    return this.client.call({
      method: 'POST',
      route: '/chat/findMessages/{instance}',
      instance,
      body: { where: { key: { remoteJid, fromMe: true } }, page: 1, offset: 50 },
      timeoutMs,
    });
  }

  fetchFile(instance: string, message: Record<string, unknown>): Promise<Exchange> {
    return this.client.call({
      method: 'POST',
      route: '/chat/getBase64FromMediaMessage/{instance}',
      instance,
      body: { message, convertToMp4: false },
      timeoutMs: fileTimeoutMs,
    });
  }

  findWebhook(instance: string): Promise<Exchange> {
    return this.client.call({ method: 'GET', route: '/webhook/find/{instance}', instance, timeoutMs });
  }

  setWebhook(instance: string, webhook: WebhookSettings): Promise<Exchange> {
    return this.client.call({
      method: 'POST',
      route: '/webhook/set/{instance}',
      instance,
      body: { webhook },
      timeoutMs,
    });
  }

  /** `unknown` when Evolution cannot be asked. */
  async connectionState(instance: string): Promise<NumberState> {
    const route = '/instance/connectionState/{instance}';
    const exchange = await this.client.call({ method: 'GET', route, instance, timeoutMs });
    if (exchange.kind === 'unanswered') return 'unknown';
    if (exchange.status === 404) return 'missing';
    const state = field(field(exchange.body, 'instance'), 'state');
    return state === 'open' || state === 'connecting' || state === 'close' ? state : 'unknown';
  }

  /** Who is linked to the instance. The answer holds credentials: nothing but these two fields leaves this method. */
  async owner(instance: string): Promise<{ ownerJid?: string; profileName?: string }> {
    const exchange = await this.client.call({
      method: 'GET',
      route: '/instance/fetchInstances',
      instance,
      query: { instanceName: instance },
      timeoutMs,
    });
    const first: unknown = exchange.kind === 'answered' && Array.isArray(exchange.body) ? exchange.body[0] : undefined;
    return { ownerJid: textField(first, 'ownerJid'), profileName: textField(first, 'profileName') };
  }
}
