import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Instance, Settings } from '../state/instance.js';
import { Store } from '../state/store.js';
import { rowId } from './domain/identifiers.js';

const defaultSettings: Settings = {
  rejectCall: false,
  msgCall: '',
  groupsIgnore: false,
  alwaysOnline: false,
  readMessages: false,
  readStatus: false,
  syncFullHistory: false,
  wavoipToken: '',
};

/** The instances of the simulated Evolution server. */
@Injectable()
export class Instances {
  constructor(private readonly store: Store) {}

  add(
    name: string,
    options: { token?: string; number?: string; integration?: string; settings?: Partial<Settings> } = {},
  ): Instance {
    const now = this.store.now().toISOString();
    const instance: Instance = {
      name,
      id: randomUUID(),
      token: options.token ?? randomUUID().toUpperCase(),
      integration: options.integration ?? 'WHATSAPP-BAILEYS',
      number: options.number ?? null,
      state: 'close',
      storedState: 'close',
      started: false,
      linkedOnce: false,
      deaf: false,
      profileName: null,
      qrCode: null,
      qrCount: 0,
      webhook: null,
      base64: false,
      settings: { ...defaultSettings, ...options.settings },
      settingsRowId: rowId(),
      disconnection: null,
      automatic: { serverAckAfterMs: 20, deliverAfterMs: 250, readAfterMs: null },
      createdAt: now,
      updatedAt: now,
      contacts: [],
      groups: [],
      messages: [],
      accepted: [],
    };
    this.store.state.instances.push(instance);
    this.store.announce({ type: 'instances', instance: name });
    return instance;
  }

  /** As `/instance/fetchInstances` gives it. */
  row(instance: Instance): Record<string, unknown> {
    return {
      id: instance.id,
      name: instance.name,
      connectionStatus: instance.storedState,
      ownerJid: instance.wuid ?? null,
      profileName: instance.profileName,
      profilePicUrl: null,
      integration: instance.integration,
      number: instance.number,
      businessId: null,
      token: instance.token,
      clientName: 'evolution_exchange',
      disconnectionReasonCode: instance.disconnection?.reasonCode ?? null,
      disconnectionObject: instance.disconnection?.object ?? null,
      disconnectionAt: instance.disconnection?.at ?? null,
      createdAt: instance.createdAt,
      updatedAt: instance.updatedAt,
      Chatwoot: null,
      Proxy: null,
      Rabbitmq: null,
      Nats: null,
      Sqs: null,
      Websocket: null,
      Setting: {
        id: instance.settingsRowId,
        ...instance.settings,
        createdAt: instance.createdAt,
        updatedAt: instance.updatedAt,
        instanceId: instance.id,
      },
      _count: { Message: instance.messages.length, Contact: instance.contacts.length, Chat: 0 },
    };
  }
}
