import { assert, constantFrom, jsonValue, letrec, oneof, property, record, string, uint8Array } from 'fast-check';
import type { JsonValue } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from './read-envelope.js';

const canary = 'SECRET-OF-THE-INSTANCE';
const names = constantFrom('apikey', 'apiKey', 'api_key', 'globalApikey', 'global_api_key', 'APIKEY');
const plain = jsonValue({ maxDepth: 2 });

/** Any JSON with a credential somewhere in it. */
const { holding } = letrec<{ holding: JsonValue }>((tie) => ({
  holding: oneof(
    { depthSize: 'small', withCrossShrink: true },
    names.map((name) => ({ [name]: canary })),
    record({ before: plain, inner: tie('holding'), after: plain }),
    tie('holding').map((inner) => [1, inner, null]),
    record({ key: names, inner: tie('holding') }).map(({ key, inner }) => ({ [key]: { token: canary }, inner })),
  ),
}));

const blanked = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(blanked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      /^(global_?)?api_?key$/i.test(key) || part === undefined ? null : blanked(part),
    ]),
  );
};

describe('the envelope of anything', () => {
  it('is read without failing, whatever the bytes are', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readEnvelope(Buffer.from(bytes), 'messages.upsert').event).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves valid JSON as it is, but for the credentials at any depth', () => {
    assert(
      property(holding, (data) => {
        const { content } = readEnvelope(Buffer.from(JSON.stringify({ event: 'x', data })), 'unknown');
        expect(String(content)).not.toContain(canary);
        expect(JSON.parse(String(content))).toEqual(JSON.parse(JSON.stringify({ event: 'x', data: blanked(data) })));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives a credential away in no half of a body either', () => {
    assert(
      property(holding, string(), (data, tail) => {
        const whole = JSON.stringify({ data });
        const { content } = readEnvelope(
          Buffer.from(`${whole.slice(0, -1)}${tail.replaceAll(/[{}"]/g, '')}`),
          'unknown',
        );
        expect(String(content).replaceAll(`{"token":"${canary}"}`, '')).not.toContain(`"${canary}"`);
      }),
    );
  });
});
