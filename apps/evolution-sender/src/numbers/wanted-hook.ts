import { randomBytes } from 'node:crypto';
import { ingestProof, isIngestProof } from '@bkcrm/webhook-auth';
import { Injectable } from '@nestjs/common';
import { SenderConfig } from '../app.config.js';
import { isFields } from '../evolution-api/read-answers.js';
import { wantedWebhook } from './domain/wanted-webhook.js';
import type { WantedWebhook } from './domain/wanted-webhook.js';

const patienceMs = 5_000;

/** WEBHOOK_PUBLIC_URL does not lead to our webhook-ingest. */
export class IngestSilent extends Error {}

/** The hook that numbers of ours should have, and whether it would lead anywhere. */
@Injectable()
export class WantedHook {
  constructor(private readonly config: SenderConfig) {}

  of(numberId: string): WantedWebhook {
    const [secret = ''] = this.config.WEBHOOK_SECRETS;
    const [jwtKey] = this.config.WEBHOOK_JWT_KEYS;
    return wantedWebhook({ publicUrl: this.config.WEBHOOK_PUBLIC_URL, secret, jwtKey, numberId });
  }

  /**
   * A hook that leads nowhere loses events for good: before it is given to Evolution, a call as Evolution would make it must arrive
   * at our own ingest. That it is ours it proves by what only a holder of the secret can answer; some page would answer 200 as well.
   * @throws IngestSilent
   */
  async requireIngest(numberId: string): Promise<void> {
    const { url, headers } = this.of(numberId);
    const [secret = ''] = this.config.WEBHOOK_SECRETS;
    const challenge = randomBytes(24).toString('hex');
    const answer = await call(`${url.replace(/\/evolution$/, '')}/test`, headers, challenge);
    const proof = isFields(answer) ? answer['proof'] : undefined;
    if (typeof proof !== 'string' || !isIngestProof(proof, ingestProof(secret, challenge)))
      throw new IngestSilent(`${this.config.WEBHOOK_PUBLIC_URL} answers, but it is not our webhook-ingest`);
  }
}

async function call(url: string, headers: Record<string, string>, challenge: string): Promise<unknown> {
  const { jwt_key: _, ...sent } = headers;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...sent, 'content-type': 'application/json' },
      body: JSON.stringify({ challenge }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return await response.json();
    throw new IngestSilent(`${url} answers ${response.status}`);
  } catch (error) {
    throw error instanceof IngestSilent ? error : new IngestSilent(`${url} does not answer`, { cause: error });
  }
}
