import { headers, receivedKey } from '@bkcrm/contracts';
import type { MessagesReceived } from '@bkcrm/contracts';
import type { OutgoingMessage, Publisher, PublishOutcome } from '@bkcrm/messaging';
import { beforeEach, describe, expect, it } from 'vitest';
import { aMessage } from '../../test/fakes.js';
import type { InboundMessage } from './domain/inbound-message.js';
import { TellReceived } from './tell-received.js';

const from = (numberId: string | undefined, instance: string, more: Record<string, string> = {}): InboundMessage => ({
  ...aMessage('oi', receivedKey),
  headers: { ...(numberId !== undefined && { [headers.numberId]: numberId }), [headers.instance]: instance, ...more },
});

describe('TellReceived', () => {
  let told: MessagesReceived['numbers'][];
  let outcome: PublishOutcome;
  let tell: TellReceived;
  beforeEach(() => {
    told = [];
    outcome = 'confirmed';
    const publish = async ({ content }: OutgoingMessage) => {
      told.push(structuredClone((content as MessagesReceived).numbers));
      return outcome;
    };
    tell = new TellReceived({ publish } as unknown as Publisher);
  });
  it('tells how many came over each number, once', async () => {
    for (const message of [from('1', 'shop'), from('2', 'support'), from('1', 'shop'), from(undefined, 'shop')])
      tell.add(message);
    await tell.execute();
    await tell.execute();
    expect(told).toEqual([
      [
        { numberId: '1', instance: 'shop', messages: 2 },
        { numberId: '2', instance: 'support', messages: 1 },
        { numberId: undefined, instance: 'shop', messages: 1 },
      ],
    ]);
  });

  it('counts neither what goes to the sender itself nor what came without a secret', async () => {
    tell.add({ ...from('1', 'shop'), routingKey: 'p0.messages.upsert' });
    tell.add(from(undefined, 'shop', { [headers.unauthenticated]: 'true' }));
    await tell.execute();
    expect(told).toEqual([]);
  });

  it.each(['unknown', 'returned', 'nacked'] as const)('tells what is %s with what comes next', async (failure) => {
    outcome = failure;
    tell.add(from('1', 'shop'));
    const telling = tell.execute();
    tell.add(from('1', 'shop'));
    await telling;
    outcome = 'confirmed';
    await tell.execute();
    await tell.execute();
    expect(told.map(([number]) => number?.messages)).toEqual([1, 2]);
  });
});
