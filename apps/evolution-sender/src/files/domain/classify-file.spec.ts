import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../evolution-api/domain/exchange.js';
import { classifyFile } from './classify-file.js';

const recorded = (name: string): Exchange => {
  const path = join(import.meta.dirname, '../../../../../test/fixtures/evolution/rest', `${name}.json`);
  const { response } = JSON.parse(readFileSync(path, 'utf8')) as { response: { status: number; body: unknown } };
  return { kind: 'answered', status: response.status, body: response.body };
};

describe('classifyFile', () => {
  it('takes the bytes of the recorded answer', () => {
    const outcome = classifyFile(recorded('getBase64FromMediaMessage'), 0);
    expect(outcome).toMatchObject({ kind: 'found', mimeType: 'image/jpeg' });
    expect(outcome.kind === 'found' && outcome.content.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  it('believes at once that Evolution does not have it', () => {
    expect(classifyFile(recorded('getBase64FromMediaMessage-unknown-id'), 0).kind).toBe('gone');
  });

  it('believes a failing download only after some tries, and an outage never', () => {
    const failing: Exchange = { kind: 'answered', status: 400, body: { response: { message: ['AggregateError'] } } };
    expect([0, 3, 4].map((attempt) => classifyFile(failing, attempt).kind)).toEqual(['retry', 'retry', 'gone']);
    const outages: Exchange[] = [
      { kind: 'unanswered', sent: false, code: 'ECONNREFUSED', message: '' },
      { kind: 'answered', status: 502, body: '' },
      { kind: 'answered', status: 401, body: '' },
    ];
    expect(outages.map((outage) => classifyFile(outage, 9).kind)).toEqual(['retry', 'retry', 'retry']);
  });
});
