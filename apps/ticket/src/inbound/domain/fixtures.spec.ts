import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OwnIdentity } from './identity.js';
import type { InboundFact } from './inbound-fact.js';
import type { InboundMessage } from './inbound-message.js';
import { readWebhook } from './read-webhook.js';

const folder = new URL('../../../../../test/fixtures/evolution/webhooks/', import.meta.url);
const receivedAt = new Date('2025-10-27T18:10:00.000Z');

interface Envelope {
  event?: string;
  instance?: string;
  data?: unknown;
  sender?: string;
}

/** Every recorded payload against a table of what it means, which is meant to be read: `__snapshots__/fixtures.txt`. */
describe('recorded webhooks', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'index.json');

  it('are all there', () => {
    expect(files.length).toBe(90);
  });

  it('mean what the table says', async () => {
    const table = files.sort().map((file) => {
      const { event = '(none)', instance = '', data, sender } = read(file);
      const facts = readWebhook(event, instance, data, { own: new OwnIdentity([sender]), receivedAt });
      return [file, ...facts.map((fact) => `  ${summary(fact)}`)].join('\n');
    });
    await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/fixtures.txt');
  });
});

function read(file: string): Envelope {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Envelope;
}

function summary(fact: InboundFact): string {
  if (fact.type === 'message') return `message ${fact.origin} ${messageSummary(fact.message)}`;
  if (fact.type === 'call') return `call ${messageSummary(fact.message)}`;
  const { type, ...rest } = fact;
  return `${type} ${line(rest)}`;
}

function messageSummary({ contentHash, content, media, chat, participant, ...message }: InboundMessage): string {
  expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
  const { whatsappId, fromMe, pushName, kind, text, sentAt, source, senderKey, statusHint } = message;
  const parts = [
    `${whatsappId} ${fromMe ? 'from us' : 'from them'} at ${sentAt.toISOString()} (${source})`,
    `chat ${line(chat)}`,
    participant && `participant ${line(participant)}`,
    `sender ${senderKey} "${pushName ?? ''}"${statusHint ? `, ${statusHint}` : ''}`,
    `${kind}: ${line(text)}`,
    Object.keys(content).length > 0 && `content ${line(content)}`,
    media && `file ${line(media)}`,
  ];
  return parts.filter(Boolean).join('\n    ');
}

function line(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'waveform' && Array.isArray(part)) return `(${part.length} levels)`;
    return typeof part === 'string' && part.length > 60 && !part.startsWith('http') ? shortened(part) : part;
  });
}

function shortened(text: string): string {
  return /\s/.test(text) ? text : `${text.slice(0, 24)}…(${text.length})`;
}
