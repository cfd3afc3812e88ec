import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { backoff } from '../sending/domain/backoff.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { isWanted, wantedWebhook } from './domain/wanted-webhook.js';

export interface GuardedNumber {
  id: string;
  serverId: string;
  instanceName: string;
  originalWebhookAt: Date | null;
  webhookSeenAt: Date | null;
  webhookFailures: number;
}

const checkEveryMs = 60_000;
const healthTimeoutMs = 5_000;

/**
 * Sees to it that a number of ours calls us. What was there before is remembered first, so that the number can be given back as it
 * was. Somebody may change the hook, or the instance may be made anew: then ours is set again.
 */
@Injectable()
export class GuardWebhook {
  private readonly logger = new Logger(GuardWebhook.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly clock: Clock,
    private readonly config: SenderConfig,
  ) {}

  async execute(number: GuardedNumber): Promise<void> {
    try {
      await this.ensure(number);
      await this.schedule(number.id, { failures: 0, waitMs: checkEveryMs });
    } catch (error) {
      const isEvolutions = error instanceof EvolutionUnreachable || error instanceof EvolutionRefused;
      if (!isEvolutions && !(error instanceof IngestSilent)) throw error;
      const failures = number.webhookFailures + 1;
      if (failures === 1)
        this.logger.warn('the hook of a number could not be looked after', { numberId: number.id }, error);
      await this.schedule(number.id, { failures, waitMs: backoff(failures, Math.random(), { limit: checkEveryMs }) });
    }
  }

  private async ensure(number: GuardedNumber): Promise<void> {
    const [secret = ''] = this.config.WEBHOOK_SECRETS;
    const wanted = wantedWebhook(this.config.WEBHOOK_PUBLIC_URL, secret, number.id);
    const api = await this.servers.api(number.serverId);
    const present = await api.findWebhook(number.instanceName);
    if (!isWanted(present, wanted)) {
      if (number.originalWebhookAt === null) {
        await this.database.query('UPDATE number SET original_webhook = $2, original_webhook_at = $3 WHERE id = $1', [
          number.id,
          present === null ? null : JSON.stringify(present),
          this.clock.now(),
        ]);
      } else if (number.webhookSeenAt !== null) {
        this.logger.warn('the hook of a number was changed; it is set again', { numberId: number.id });
      }
      await this.requireIngest();
      await api.setWebhook(number.instanceName, wanted);
      this.logger.log('the hook of a number is set', { numberId: number.id });
    }
    await this.database.query('UPDATE number SET webhook_seen_at = $2 WHERE id = $1', [number.id, this.clock.now()]);
  }

  /** A hook that leads nowhere loses events for good: the address must answer before it is given to Evolution. */
  private async requireIngest(): Promise<void> {
    const url = `${this.config.WEBHOOK_PUBLIC_URL.replace(/\/$/, '')}/webhook/health`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(healthTimeoutMs) });
      await response.arrayBuffer();
      if (response.ok) return;
      throw new IngestSilent(`${url} answers ${response.status}`);
    } catch (error) {
      throw error instanceof IngestSilent ? error : new IngestSilent(`${url} does not answer`, { cause: error });
    }
  }

  private async schedule(numberId: string, next: { failures: number; waitMs: number }): Promise<void> {
    await this.database.query('UPDATE number SET webhook_failures = $2, next_webhook_check_at = $3 WHERE id = $1', [
      numberId,
      next.failures,
      new Date(Number(this.clock.now()) + next.waitMs),
    ]);
  }
}

class IngestSilent extends Error {}
