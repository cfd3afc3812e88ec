import { Database } from '@bkcrm/database';
import { numberSecret } from '@bkcrm/webhook-auth';
import { Injectable, Logger } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { describeExchange, field } from '../evolution-api/domain/exchange.js';
import { EvolutionApi } from '../evolution-api/evolution-api.js';
import { desiredWebhook, isInPlace } from './domain/desired-webhook.js';

export interface NumberWithWebhook {
  id: string;
  instanceName: string;
  previousWebhook: Record<string, unknown> | null;
  webhookSetAt: Date | null;
}

/** Sees to it that a number's instance calls our webhook, and remembers the one it called before. */
@Injectable()
export class KeepWebhook {
  private readonly logger = new Logger(KeepWebhook.name);

  constructor(
    private readonly database: Database,
    private readonly api: EvolutionApi,
    private readonly config: SenderConfig,
  ) {}

  /** @returns whether the webhook is in place */
  async execute(number: NumberWithWebhook): Promise<boolean> {
    const { id: numberId, instanceName } = number;
    const desired = desiredWebhook(
      this.config.WEBHOOK_PUBLIC_URL,
      numberId,
      numberSecret(this.config.WEBHOOK_SECRETS[0] ?? '', numberId),
    );
    const found = await this.api.findWebhook(instanceName);
    if (found.kind === 'unanswered' || found.status !== 200) {
      this.logger.warn('the webhook cannot be looked at', { numberId, instanceName, detail: describeExchange(found) });
      return false;
    }
    await this.remember(number, found.body, desired.url);
    if (isInPlace(found.body, desired)) {
      if (number.webhookSetAt === null) await this.noteSet(numberId);
      return true;
    }
    const set = await this.api.setWebhook(instanceName, desired);
    if (set.kind === 'unanswered' || set.status >= 300) {
      this.logger.warn('the webhook cannot be set', { numberId, instanceName, detail: describeExchange(set) });
      return false;
    }
    await this.noteSet(numberId);
    this.logger.log('webhook set', { numberId, instanceName });
    return true;
  }

  /** Before it is overwritten, and only once: later it is ours that is found. */
  private async remember({ id, previousWebhook }: NumberWithWebhook, found: unknown, ourUrl: string): Promise<void> {
    if (previousWebhook !== null) return;
    const isForeign = typeof found === 'object' && found !== null && field(found, 'url') !== ourUrl;
    await this.database.query('UPDATE number SET previous_webhook = $2 WHERE id = $1 AND previous_webhook IS NULL', [
      id,
      JSON.stringify(isForeign ? found : {}),
    ]);
  }

  private async noteSet(numberId: string): Promise<void> {
    await this.database.query('UPDATE number SET webhook_set_at = now() WHERE id = $1', [numberId]);
  }
}
