import { IsInt, IsOptional, IsString } from 'class-validator';
import type { ConsumeMessage } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { readMessage } from './read-message.js';

class Body {
  @IsInt() value: number;
  @IsOptional() @IsString() note?: string;
}

const aMessage = (content: string, headers?: Record<string, unknown>): ConsumeMessage =>
  ({
    content: Buffer.from(content),
    fields: { exchange: 'e', routingKey: 'k', redelivered: false },
    properties: { messageId: 'id', type: 't', headers },
  }) as unknown as ConsumeMessage;

describe('readMessage', () => {
  it('reads nothing of a type that is not among those asked for, whatever it says', () => {
    const message = aMessage('{"value":"not a number"}');
    message.properties.type = 'test.v2';
    for (const body of [Body, undefined]) {
      const { delivery, invalid } = readMessage(message, { body, types: ['test.v1'] });
      expect(invalid?.name).toBe('UnknownType');
      expect(delivery).toMatchObject({ type: 'test.v2', body: undefined, raw: message.content });
    }
    expect(readMessage(message, { types: ['test.v1', 'test.v2'] }).invalid).toBeUndefined();
  });

  it('gives a handler what it needs', () => {
    const { delivery, invalid } = readMessage(aMessage('{"value":1}', { 'x-event': 'messages.upsert' }), {
      body: Body,
    });
    expect(invalid).toBeUndefined();
    expect(delivery).toMatchObject({
      messageId: 'id',
      type: 't',
      exchange: 'e',
      routingKey: 'k',
      redelivered: false,
      attempt: 0,
      headers: { 'x-event': 'messages.upsert' },
    });
    expect(delivery.body).toBeInstanceOf(Body);
  });

  it('shows a copy from the ladder as what it was first', () => {
    const headers = { 'x-attempt': 2, 'x-original-exchange': 'first', 'x-original-routing-key': 'p0.x' };
    expect(readMessage(aMessage('{}', headers)).delivery).toMatchObject({
      attempt: 2,
      exchange: 'first',
      routingKey: 'p0.x',
    });
  });

  it.each(['{', '', 'null', '[]', '"text"', '{"value":"1"}', '{"note":"x"}', '['.repeat(100_000)])(
    'finds %j invalid',
    (content) => {
      expect(readMessage(aMessage(content), { body: Body }).invalid?.name).toBe('InvalidBody');
    },
  );

  it('leaves JSON of any shape to a handler that names no class', () => {
    expect(readMessage(aMessage('[1]')).delivery.body).toEqual([1]);
    expect(readMessage(aMessage('{')).invalid).toMatchObject({ problems: ['no JSON'] });
  });

  it('does not take inherited properties from the wire', () => {
    const { delivery } = readMessage(aMessage('{"value":1,"__proto__":{"admin":true}}'), { body: Body });
    expect((delivery.body as { admin?: boolean }).admin).toBeUndefined();
  });
});
