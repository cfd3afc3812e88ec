import { Injectable } from '@nestjs/common';
import type { Instance, WebhookRow } from '../state/instance.js';
import { Store } from '../state/store.js';
import { webhookEvents } from '../webhooks/domain/event-names.js';
import { rowId } from '../whatsapp/domain/identifiers.js';

export interface WebhookRequest {
  enabled?: boolean;
  url: string;
  events: string[];
  headers?: Record<string, string>;
  byEvents?: boolean;
  base64?: boolean;
}

/** The one hook of an instance. */
@Injectable()
export class WebhookRows {
  constructor(private readonly store: Store) {}

  /** Replaces the row, except the fields left out. Without `events` it fails as Evolution does: by reading their length. */
  save(instance: Instance, request: WebhookRequest): WebhookRow {
    const { enabled = true, url, headers, byEvents, base64 } = request;
    const now = this.store.now().toISOString();
    const events = !enabled ? [] : request.events.length === 0 ? webhookEvents : request.events;
    const before = instance.webhook;
    instance.webhook = {
      id: before?.id ?? rowId(),
      url,
      headers: headers ?? before?.headers ?? null,
      enabled,
      events: [...events],
      webhookByEvents: byEvents ?? before?.webhookByEvents ?? false,
      webhookBase64: base64 ?? before?.webhookBase64 ?? false,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      instanceId: instance.id,
    };
    this.store.announce({ type: 'instances', instance: instance.name });
    return instance.webhook;
  }
}
