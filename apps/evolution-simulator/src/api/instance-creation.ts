import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatorConfig } from '../app.config.js';
import type { Instance, Settings } from '../state/instance.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { Connections } from '../whatsapp/connections.js';
import { Instances } from '../whatsapp/instances.js';
import { badRequest } from './api-error.js';
import { WebhookRows } from './webhook-rows.js';
import type { WebhookRequest } from './webhook-rows.js';

interface CreationRequest extends Partial<Settings> {
  instanceName: string;
  integration?: string;
  token?: string;
  number?: unknown;
  qrcode?: boolean;
  webhook?: WebhookRequest;
}

const qrWait = 5_000;

/** The beginning and the end of an instance. */
@Injectable()
export class InstanceCreation {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly instances: Instances,
    private readonly connections: Connections,
    private readonly webhooks: Webhooks,
    private readonly rows: WebhookRows,
  ) {}

  async create(body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const request = body as unknown as CreationRequest;
    if (request.integration !== 'WHATSAPP-BAILEYS') throw badRequest('Invalid integration');
    const { number } = request;
    if (number !== undefined && typeof number !== 'string') throw badRequest(['number is not of a type(s) string']);
    const instance = this.instances.add(request.instanceName, {
      ...(request.token !== undefined && { token: request.token }),
      ...(number !== undefined && { number }),
      settings: settingsOf(request),
    });
    const webhook = this.hook(instance, request);
    void this.webhooks.emit(instance, 'instance.create', { instanceName: instance.name, instanceId: instance.id });
    const qrcode = request.qrcode === true ? await this.firstQrCode(instance) : {};
    return {
      instance: {
        instanceName: instance.name,
        instanceId: instance.id,
        integration: instance.integration,
        webhookWaBusiness: null,
        accessTokenWaBusiness: '',
        status: instance.state,
      },
      hash: instance.token,
      webhook,
      websocket: {},
      rabbitmq: {},
      nats: {},
      sqs: {},
      settings: instance.settings,
      ...qrcode,
    };
  }

  /** An open session is logged out first; then the instance is gone. */
  remove(instance: Instance): void {
    void this.webhooks.emit(instance, 'instance.delete', { instanceName: instance.name, instanceId: instance.id });
    if (instance.state === 'open') this.connections.close(instance, 'logout');
    void this.webhooks.emit(instance, 'remove.instance', null);
    this.connections.forget(instance);
  }

  /** Without `webhook.events` the creation fails half-way, and the instance is removed again. */
  private hook(instance: Instance, { webhook }: CreationRequest): Record<string, unknown> {
    if (webhook === undefined) return {};
    try {
      const row = this.rows.save(instance, { ...webhook, enabled: true });
      return {
        webhookUrl: row.url,
        webhookHeaders: row.headers ?? undefined,
        webhookByEvents: row.webhookByEvents,
        webhookBase64: row.webhookBase64,
      };
    } catch (error) {
      this.connections.forget(instance);
      throw badRequest((error as Error).message);
    }
  }

  private async firstQrCode(instance: Instance): Promise<Record<string, unknown>> {
    this.connections.start(instance);
    await pause(qrWait / this.config.SIMULATOR_TIME_SCALE);
    return { qrcode: instance.qrCode ?? { count: instance.qrCount } };
  }
}

function settingsOf(request: CreationRequest): Partial<Settings> {
  const names = [
    'rejectCall',
    'msgCall',
    'groupsIgnore',
    'alwaysOnline',
    'readMessages',
    'readStatus',
    'syncFullHistory',
  ] as const;
  return Object.fromEntries(names.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
}
