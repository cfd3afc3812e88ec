import { expect, it } from 'vitest';
import type { Delivery } from '../messages.js';
import { readDeadLetter, replayOf } from './dead-letter.js';

const delivery = (headers: Record<string, unknown>): Delivery => ({
  body: {},
  raw: Buffer.from('{}'),
  messageId: 'one',
  type: 'webhook.v1',
  exchange: '',
  routingKey: 'q.dead',
  headers: headers as Delivery['headers'],
  redelivered: false,
  attempt: 0,
});

it('a letter that we set aside says why, and becomes the message that it was', () => {
  const letter = readDeadLetter(
    'q',
    delivery({
      'x-event': 'messages.upsert',
      'x-reason': 'malformed',
      'x-attempt': 2,
      'x-original-exchange': 'bkcrm.inbound',
      'x-original-routing-key': 'p0.messages.upsert',
      'x-replays': 3,
    }),
  );
  expect(letter).toMatchObject({ reason: 'malformed', attempts: 2, replays: 3, exchange: 'bkcrm.inbound' });
  expect(letter.headers).toEqual({ 'x-event': 'messages.upsert' });
  expect(replayOf(letter)).toMatchObject({
    exchange: '',
    routingKey: 'q',
    messageId: 'one',
    headers: { 'x-event': 'messages.upsert', 'x-original-routing-key': 'p0.messages.upsert', 'x-replays': 4 },
  });
});

it('one that the broker set aside has its reason and its origin from the broker', () => {
  const death = {
    queue: 'q',
    reason: 'delivery_limit',
    exchange: 'bkcrm.commands',
    'routing-keys': ['message.send.v1'],
  };
  expect(readDeadLetter('q', delivery({ 'x-death': [death], 'x-delivery-count': 21 }))).toMatchObject({
    reason: 'delivery_limit',
    exchange: 'bkcrm.commands',
    routingKey: 'message.send.v1',
    headers: {},
    firstFailedAt: null,
  });
});
