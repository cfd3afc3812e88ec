import type { NumberHealth } from '@bkcrm/contracts';
import { expect, it } from 'vitest';
import { healthSentence } from './health-sentence.js';

const health = (overrides: Partial<NumberHealth>): NumberHealth => ({
  code: 'ok',
  since: '2026-11-25T10:42:00.000Z',
  parameters: {},
  lastInAt: null,
  lastOutAt: null,
  acknowledgementSeconds: null,
  pendingShare: 0,
  usualPerHour: null,
  reconnects: 0,
  ...overrides,
});

it('says how a number does so that a person understands it', () => {
  expect(healthSentence('Vendas 2', health({}))).toBe('Vendas 2 works');
  expect(healthSentence('Vendas 2', health({ code: 'silent' }))).toBe(
    'Vendas 2 has received nothing since 10:42 UTC, although messages usually come at this hour',
  );
  const parameters = { was: 'silent', to: '2026-11-25T11:05:00.000Z', messages: 6 };
  expect(healthSentence('Vendas 2', health({ code: 'recovered', parameters }))).toBe(
    'Vendas 2 stopped receiving at 10:42 UTC and works again since 11:05 UTC; 6 messages recovered',
  );
});
