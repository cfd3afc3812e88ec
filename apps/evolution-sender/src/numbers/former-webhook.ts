import type { Database } from '@bkcrm/database';
import { SecretBox } from '@bkcrm/secrets';
import { isFields } from '../evolution-api/read-answers.js';
import type { WebhookRow } from '../evolution-api/read-answers.js';

/** How a former hook is kept: its headers may hold somebody's secrets, so they are encrypted. */
interface KeptWebhook extends Omit<WebhookRow, 'headers'> {
  sealedHeaders?: string;
  /** In rows of before, until they are encrypted. */
  headers?: Record<string, unknown>;
}

const place = (numberId: string): string => `number|${numberId}|original_webhook`;

export function keepWebhook(webhook: WebhookRow, numberId: string, secrets: SecretBox): KeptWebhook {
  const { headers = {}, ...rest } = webhook;
  return { ...rest, sealedHeaders: secrets.encrypt(JSON.stringify(headers), place(numberId)) };
}

export function readKeptWebhook(kept: object, numberId: string, secrets: SecretBox): WebhookRow {
  const { sealedHeaders, ...rest }: KeptWebhook = kept;
  if (sealedHeaders === undefined) return rest;
  const headers: unknown = JSON.parse(secrets.decrypt(sealedHeaders, place(numberId)));
  return { ...rest, headers: isFields(headers) ? headers : {} };
}

/** Encrypts what an earlier release kept as it was. Harmless to repeat. */
export async function encryptKeptWebhooks(database: Database, secrets: SecretBox): Promise<void> {
  const rows = await database.query<{ id: string; kept: WebhookRow }>(
    `SELECT id, original_webhook AS kept FROM number WHERE original_webhook ? 'headers'`,
  );
  for (const { id, kept } of rows) {
    await database.query(`UPDATE number SET original_webhook = $2 WHERE id = $1 AND original_webhook ? 'headers'`, [
      id,
      JSON.stringify(keepWebhook(kept, id, secrets)),
    ]);
  }
}
