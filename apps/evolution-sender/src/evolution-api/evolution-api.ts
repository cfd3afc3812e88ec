import type { EvolutionAnswer, EvolutionCall } from './evolution-transport.js';
import type { FileToSend } from './json-with-file.js';
import { outboundCall } from './outbound-call.js';
import type { MessageToSend } from './outbound-call.js';
import { readFile, readInstance, readMessagePage, readState, readWebhook } from './read-answers.js';
import type { ConnectionState, InstanceDescription, MessagePage, RemoteFile, WebhookRow } from './read-answers.js';

export interface WebhookWish {
  /** True unless said otherwise; the others false. */
  enabled?: boolean;
  byEvents?: boolean;
  base64?: boolean;
  url: string;
  headers: Record<string, string>;
  events: readonly string[];
}

export interface SendPhases {
  written?: () => void;
  answered?: () => void;
}

/** An answer that is not the one hoped for. `status` and what the server said are for logs and for telling what kind of trouble it is. */
export class EvolutionRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    route: string,
  ) {
    super(`${route} answers ${status}`);
    this.name = 'EvolutionRefused';
  }
}

/** Milliseconds for what Evolution answers out of its own memory or database. */
const quick = 15_000;
/** Bytes of a string in the answer to a send: ids and texts are shorter, the file that it repeats is not. */
const answeredStrings = 256 * 1024;

/** A phone number that is reserved for stories. */
const nobodysNumber = '12025550143';

interface Caller {
  call(call: EvolutionCall): Promise<EvolutionAnswer>;
}

/**
 * Evolution's REST API, as far as we use it: the one place that knows its paths and shapes.
 * Everything throws EvolutionUnreachable without an answer, and EvolutionRefused on an answer that does not fit.
 */
export class EvolutionApi {
  constructor(private readonly transport: Caller) {}

  /**
   * Sends a message or does an act. The raw answer: what it means is decided by the table of recorded answers.
   * @param file the bytes of a content that is a file
   */
  send(
    instance: string,
    message: MessageToSend & { file?: FileToSend },
    phases: SendPhases = {},
  ): Promise<EvolutionAnswer> {
    const { fileProperty, ...call } = outboundCall(message);
    const { file } = message;
    return this.transport.call({
      ...call,
      instance,
      ...(file === undefined || fileProperty === undefined ? {} : { file: { ...file, property: fileProperty } }),
      longestString: answeredStrings,
      phases,
    });
  }

  /** Tells WhatsApp that messages of customers were read. */
  async markRead(instance: string, messages: { whatsappId: string; remoteJid: string }[]): Promise<void> {
    const route = '/chat/markMessageAsRead/{instance}';
    const readMessages = messages.map(({ whatsappId: id, remoteJid }) => ({ id, remoteJid, fromMe: false }));
    expectSuccess(await this.transport.call({ method: 'POST', route, instance, body: { readMessages } }), route);
  }

  /** Shows the customer that we write or record, for so many milliseconds; answered only when they are over. */
  async sendPresence(
    instance: string,
    number: string,
    presence: 'composing' | 'recording' | 'paused',
    delay: number,
  ): Promise<void> {
    const route = '/chat/sendPresence/{instance}';
    const body = { number, presence, delay };
    expectSuccess(await this.transport.call({ method: 'POST', route, instance, body, timeout: quick + delay }), route);
  }

  /** `missing` when there is no such instance. */
  async connectionState(instance: string): Promise<ConnectionState> {
    const route = '/instance/connectionState/{instance}';
    const answer = await this.transport.call({ method: 'GET', route, instance, timeout: quick });
    if (answer.status === 404) return 'missing';
    return readState(expectSuccess(answer, route));
  }

  /**
   * Asks WhatsApp itself whether a phone number has an account. Nobody has this one, and what does not exist is never answered out of a
   * cache: an answer means that WhatsApp is there.
   */
  async reachesWhatsapp(instance: string): Promise<void> {
    const route = '/chat/whatsappNumbers/{instance}';
    const body = { numbers: [nobodysNumber] };
    expectSuccess(await this.transport.call({ method: 'POST', route, instance, body }), route);
  }

  async fetchInstance(instance: string): Promise<InstanceDescription | undefined> {
    const route = '/instance/fetchInstances';
    const answer = await this.transport.call({
      method: 'GET',
      route,
      instance,
      query: { instanceName: instance },
      timeout: quick,
    });
    if (answer.status === 404) return undefined;
    return readInstance(expectSuccess(answer, route), instance);
  }

  /** Null when the instance has none. */
  async findWebhook(instance: string): Promise<WebhookRow | null> {
    const route = '/webhook/find/{instance}';
    return readWebhook(
      expectSuccess(await this.transport.call({ method: 'GET', route, instance, timeout: quick }), route),
    );
  }

  async setWebhook(instance: string, wish: WebhookWish): Promise<void> {
    const route = '/webhook/set/{instance}';
    const { enabled = true, byEvents = false, base64 = false, url, headers, events } = wish;
    const body = { webhook: { enabled, byEvents, base64, url, headers, events } };
    expectSuccess(await this.transport.call({ method: 'POST', route, instance, body }), route);
  }

  /** A page of stored messages, newest first, optionally only those from us. Pages count from 1. */
  async findMessages(
    instance: string,
    { page, size, fromMe }: { page: number; size: number; fromMe?: true },
  ): Promise<MessagePage> {
    const route = '/chat/findMessages/{instance}';
    const where = fromMe ? { key: { fromMe } } : {};
    const body = { where, page, offset: size };
    const limit = 20 * 1024 * 1024;
    return readMessagePage(
      expectSuccess(await this.transport.call({ method: 'POST', route, instance, body, limit }), route),
    );
  }

  /** What Evolution has stored about the fate of a message, in its own shape. */
  async findStatuses(instance: string, whatsappId: string): Promise<unknown[]> {
    const route = '/chat/findStatusMessage/{instance}';
    const body = { where: { id: whatsappId }, page: 1, offset: 50 };
    const found = expectSuccess(await this.transport.call({ method: 'POST', route, instance, body }), route);
    return Array.isArray(found) ? found : [];
  }

  /** The file of a message, by the message as the webhook brought it. */
  async fetchFile(instance: string, message: Record<string, unknown>): Promise<RemoteFile> {
    const route = '/chat/getBase64FromMediaMessage/{instance}';
    const body = { message, convertToMp4: false };
    const limit = 160 * 1024 * 1024;
    const answer = await this.transport.call({ method: 'POST', route, instance, body, limit });
    const file = readFile(expectSuccess(answer, route));
    if (file === undefined) throw new EvolutionRefused(answer.status, answer.body, route);
    return file;
  }
}

function expectSuccess(answer: EvolutionAnswer, route: string): unknown {
  if (answer.status < 200 || answer.status > 299 || answer.body === undefined)
    throw new EvolutionRefused(answer.status, answer.body, route);
  return answer.body;
}
