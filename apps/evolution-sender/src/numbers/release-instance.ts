import { Database } from '@bkcrm/database';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import type { WebhookWish } from '../evolution-api/evolution-api.js';
import type { WebhookRow } from '../evolution-api/read-answers.js';
import type { InstanceSettings } from '../evolution-api/read-instances.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { isHookOf } from './domain/wanted-webhook.js';
import { readKeptWebhook } from './former-webhook.js';

interface ReleasedNumber {
  id: string;
  serverId: string;
  instanceName: string;
  originalWebhook: object | null;
  originalSettings: InstanceSettings | null;
  wantsSettings: boolean;
}

/** Gives an instance back with the hook and the settings that it had before us. What somebody else has changed since stays changed. */
@Injectable()
export class ReleaseInstance {
  private readonly logger = new Logger(ReleaseInstance.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly secrets: SecretBox,
  ) {}

  /** @throws what the calls to Evolution throw; an instance that is gone needs nothing */
  async execute(numberId: string): Promise<void> {
    const [number] = await this.database.query<ReleasedNumber>(
      `SELECT id, server_id AS "serverId", instance_name AS "instanceName", original_webhook AS "originalWebhook",
         original_settings AS "originalSettings", wants_settings AS "wantsSettings" FROM number WHERE id = $1`,
      [numberId],
    );
    if (number === undefined) return;
    try {
      await this.restore(number);
      this.logger.log('an instance was given back', { numberId, instance: number.instanceName });
    } catch (error) {
      if (!(error instanceof EvolutionRefused) || error.status !== 404) throw error;
    }
  }

  private async restore(number: ReleasedNumber): Promise<void> {
    const [api, instances] = [await this.servers.api(number.serverId), await this.servers.instances(number.serverId)];
    const present = await api.findWebhook(number.instanceName);
    if (present !== null && isHookOf(present, number.id))
      await api.setWebhook(number.instanceName, this.formerWebhook(number, present));
    if (number.wantsSettings && number.originalSettings !== null)
      await instances.setSettings(number.instanceName, number.originalSettings);
  }

  /** Where there was none, ours is switched off: Evolution cannot forget a hook, but its secrets can be taken out. */
  private formerWebhook({ id, originalWebhook }: ReleasedNumber, present: WebhookRow): WebhookWish {
    if (originalWebhook === null) return { enabled: false, url: present.url ?? '', headers: {}, events: [] };
    const {
      enabled = false,
      url = '',
      headers = {},
      events = [],
      byEvents,
      base64,
    } = readKeptWebhook(originalWebhook, id, this.secrets);
    const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    return { enabled, url, headers: texts, events, byEvents, base64 };
  }
}
