import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import type { WebhookRow } from '../evolution-api/read-answers.js';
import { backoff } from '../sending/domain/backoff.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { announceNumber } from './announce-number.js';
import { helpDeskSettings, isSettled } from './domain/help-desk-settings.js';
import { isHookOf, isWanted } from './domain/wanted-webhook.js';
import { keepWebhook } from './former-webhook.js';
import { IngestSilent, WantedHook } from './wanted-hook.js';

export interface GuardedNumber {
  id: string;
  serverId: string;
  instanceName: string;
  originalWebhookAt: Date | null;
  webhookSeenAt: Date | null;
  webhookFailures: number;
  wantsSettings: boolean;
  originalSettingsAt: Date | null;
}

const checkEveryMs = 60_000;
/** One failure may be a restart; from the second on it is told. */
const toldAfterFailures = 2;

/**
 * Sees to it that a number of ours calls us, and has the settings that it should. What was there before is remembered first, so that
 * the number can be given back as it was. Somebody may change the hook, or the instance may be made anew: then ours is set again.
 */
@Injectable()
export class GuardWebhook {
  private readonly logger = new Logger(GuardWebhook.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly hook: WantedHook,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly secrets: SecretBox,
  ) {}

  async execute(number: GuardedNumber): Promise<void> {
    try {
      await this.ensureSettings(number);
      await this.ensureHook(number);
      await this.schedule(number, { failures: 0, waitMs: checkEveryMs });
    } catch (error) {
      const isEvolutions = error instanceof EvolutionUnreachable || error instanceof EvolutionRefused;
      if (!isEvolutions && !(error instanceof IngestSilent)) throw error;
      const failures = number.webhookFailures + 1;
      if (failures === 1)
        this.logger.warn('the hook of a number could not be looked after', { numberId: number.id }, error);
      await this.schedule(number, { failures, waitMs: backoff(failures, Math.random(), { limit: checkEveryMs }) });
    }
  }

  private async ensureHook(number: GuardedNumber): Promise<void> {
    const wanted = this.hook.of(number.id);
    const api = await this.servers.api(number.serverId);
    const present = await api.findWebhook(number.instanceName);
    if (!isWanted(present, wanted)) {
      if (number.originalWebhookAt === null) await this.remember(number, present);
      else if (number.webhookSeenAt !== null)
        this.logger.warn('the hook of a number was changed; it is set again', { numberId: number.id });
      await this.hook.requireIngest(number.id);
      await api.setWebhook(number.instanceName, wanted);
      this.logger.log('the hook of a number is set', { numberId: number.id });
    }
    await this.database.query('UPDATE number SET webhook_seen_at = $2 WHERE id = $1', [number.id, this.clock.now()]);
  }

  /** One of ours, with another secret or address, is nothing to come back to. */
  private async remember(number: GuardedNumber, present: WebhookRow | null): Promise<void> {
    const former =
      present === null || isHookOf(present, number.id) ? null : keepWebhook(present, number.id, this.secrets);
    await this.database.query('UPDATE number SET original_webhook = $2, original_webhook_at = $3 WHERE id = $1', [
      number.id,
      former === null ? null : JSON.stringify(former),
      this.clock.now(),
    ]);
  }

  private async ensureSettings(number: GuardedNumber): Promise<void> {
    if (!number.wantsSettings) return;
    const instances = await this.servers.instances(number.serverId);
    const present = await instances.settings(number.instanceName);
    if (present === undefined || isSettled(present)) return;
    if (number.originalSettingsAt === null)
      await this.database.query('UPDATE number SET original_settings = $2, original_settings_at = $3 WHERE id = $1', [
        number.id,
        JSON.stringify(present),
        this.clock.now(),
      ]);
    await instances.setSettings(number.instanceName, helpDeskSettings(present));
    this.logger.log('the settings of a number are set', { numberId: number.id });
  }

  private async schedule(
    { id, webhookFailures }: GuardedNumber,
    { failures, waitMs }: { failures: number; waitMs: number },
  ): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query(`UPDATE number SET webhook_failures = $2, next_webhook_check_at = $3 WHERE id = $1`, [
        id,
        failures,
        new Date(Number(now) + waitMs),
      ]);
      const isTold = webhookFailures >= toldAfterFailures;
      if (isTold === failures >= toldAfterFailures) return;
      // What looking at the connection has found says more.
      await tx.query(
        isTold
          ? `UPDATE number SET trouble = NULL WHERE id = $1 AND trouble = 'webhook'`
          : `UPDATE number SET trouble = 'webhook' WHERE id = $1 AND trouble IS NULL`,
        [id],
      );
      await announceNumber(tx, this.relay, id, now);
    });
  }
}
