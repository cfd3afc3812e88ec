import { assert, integer, jsonValue, oneof, option, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAnswer } from './classify-answer.js';

const bodies = oneof(
  jsonValue({ maxDepth: 3 }),
  record({ status: integer(), error: string(), response: record({ message: jsonValue({ maxDepth: 2 }) }) }),
  record({ key: record({ id: jsonValue({ maxDepth: 1 }), remoteJid: jsonValue({ maxDepth: 1 }) }) }),
);

describe('an answer that nobody has seen before', () => {
  it('is read without failing, and is no success unless it names the message', () => {
    assert(
      property(integer({ min: 100, max: 599 }), bodies, option(string()), (status, body, retryAfter) => {
        const outcome = classifyAnswer({ status, body, retryAfter: retryAfter ?? undefined });
        if (outcome.kind === 'sent') {
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(300);
          expect(outcome.whatsappId).not.toBe('');
        }
        if ('retryAfterMs' in outcome) expect(outcome.retryAfterMs).toBeLessThanOrEqual(600_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never makes a 500 mean that nothing was sent', () => {
    assert(
      property(string({ minLength: 1 }), (message) => {
        expect(classifyAnswer({ status: 500, body: { response: { message } }, retryAfter: undefined }).kind).toBe(
          'unknown',
        );
      }),
    );
  });
});
