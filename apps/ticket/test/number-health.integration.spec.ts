import type { NumberHealth } from '@bkcrm/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const health = (overrides: Partial<NumberHealth>): NumberHealth => ({
  code: 'ok',
  since: null,
  parameters: {},
  lastInAt: null,
  lastOutAt: null,
  acknowledgementSeconds: null,
  pendingShare: 0,
  usualPerHour: null,
  reconnects: 0,
  ...overrides,
});

describe('how a number does', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  let numberId: string;
  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
    numberId = await harness.addNumber('Vendas 2');
  });
  afterAll(() => harness.close());

  it('is shown to everybody, with what was found later; an older report changes nothing', async () => {
    const began = new Date(Date.now() - 600_000);
    const found = [1, 2].map((index) => {
      const { headers, ...delivery } = aDelivery('messages.upsert', 'Vendas 2', [
        aTextUpsert({ phone: '5511922220001', at: Math.floor(Number(began) / 1000) + index }),
      ]);
      return { ...delivery, headers: { ...headers, 'x-origin': 'backfill' } };
    });
    await harness.store.execute(found);
    expect(harness.published.filter(({ type }) => type === 'message.created')).toMatchObject([
      { data: { recovered: true } },
      { data: { recovered: true } },
    ]);
    const to = new Date().toISOString();
    const recovered = health({ code: 'recovered', since: began.toISOString(), parameters: { was: 'silent', to } });
    await harness.updateHealth.execute({ numberId, health: recovered, observedAt: to });
    await harness.updateHealth.execute({ numberId, health: health({}), observedAt: began.toISOString() });
    expect(harness.published.at(-1)).toMatchObject({
      type: 'number.updated',
      data: {
        id: numberId,
        health: {
          code: 'recovered',
          parameters: { was: 'silent', to, messages: 2 },
          message: expect.stringMatching(/^Vendas 2 stopped receiving at .*; 2 messages recovered$/) as string,
        },
      },
    });
  });
});
