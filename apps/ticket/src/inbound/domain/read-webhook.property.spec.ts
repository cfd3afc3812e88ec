import { readdirSync, readFileSync } from 'node:fs';
import { array, assert, constantFrom, double, integer, jsonValue, oneof, property, string, tuple } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnIdentity } from './identity.js';
import type { InboundFact } from './inbound-fact.js';
import { cleanText } from './json-text.js';
import { readWebhook } from './read-webhook.js';

const folder = new URL('../../../../../test/fixtures/evolution/webhooks/', import.meta.url);
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, unknown>);

let nested: unknown = 'deep';
for (let depth = 0; depth < 20_000; depth += 1) nested = [nested];

/** What nobody should send, and somebody will. */
const poison: Arbitrary<unknown> = oneof(
  jsonValue({ maxDepth: 3 }),
  constantFrom<unknown>(
    '\u0000',
    'a\uD800b',
    '\uDFFF',
    '',
    ' ',
    'x'.repeat(100_000),
    '__proto__',
    '5511999999999@s.whatsapp.net'.repeat(10),
    -1,
    2 ** 60,
    Number.MAX_VALUE,
    [],
    {},
    null,
    true,
    nested,
    { length: 1e9 },
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
    { low: 1, high: -1, unsigned: false },
    { type: 'Buffer', data: [1, 2, 300, -1] },
  ),
  string({ unit: 'binary', maxLength: 50 }),
  double(),
);

/** Replaces, at a place chosen by the path of indexes, one part of some JSON. */
function damaged(value: unknown, path: number[], part: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return part;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return part;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[key] = damaged(copy[key], rest, part);
  return copy;
}

const webhooks = tuple(
  constantFrom(...recorded),
  array(tuple(array(integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 7 }), poison), { maxLength: 4 }),
).map(([webhook, damages]) =>
  damages.reduce<unknown>((changed, [path, part]) => damaged(changed, path, part), webhook),
);

const read = (webhook: unknown): InboundFact[] => {
  const { event, instance, data, sender } = (webhook ?? {}) as Record<string, unknown>;
  return readWebhook(
    typeof event === 'string' ? event : 'messages.upsert',
    // The delivery's reader has cleaned it.
    cleanText(typeof instance === 'string' ? instance : ''),
    data,
    { own: new OwnIdentity([typeof sender === 'string' ? sender : null]), receivedAt: new Date(1_790_000_000_000) },
  );
};

/** Strings of any depth that PostgreSQL would refuse. */
function unstorable(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('\u0000') || /\p{Surrogate}/u.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [...unstorable(key), ...unstorable(part)]);
}

describe('a damaged webhook', () => {
  it('is read without failing, into facts that can be stored, and twice into the same', () => {
    assert(
      property(webhooks, (webhook) => {
        const facts = read(webhook);
        expect(
          facts.flatMap((fact) =>
            fact.type === 'message' ? unstorable({ ...fact.message, media: undefined }) : unstorable(fact),
          ),
        ).toEqual([]);
        expect(JSON.stringify(read(webhook))).toBe(JSON.stringify(facts));
        for (const fact of facts)
          if (fact.type === 'message') {
            expect(Number.isNaN(fact.message.sentAt.getTime())).toBe(false);
            expect(JSON.stringify(fact.message.content).length).toBeLessThan(200_000);
          }
      }),
      { numRuns: 3_000 },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('of any event is told from a good one: what lost its id is never a message', () => {
    assert(
      property(constantFrom(...recorded), constantFrom<unknown>(undefined, null, '', 7, {}, []), (webhook, id) => {
        const facts = read(withoutIds(webhook, id));
        expect(facts.filter((fact) => fact.type === 'message' && fact.message.whatsappId === '')).toEqual([]);
      }),
    );
  });
});

function withoutIds(value: unknown, id: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => withoutIds(part, id));
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, /^(id|keyId)$/.test(key) ? id : withoutIds(part, id)]),
  );
}
