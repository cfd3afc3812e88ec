import { exchanges, headers, MessagesReceived, receivedKey } from '@bkcrm/contracts';
import type { ReceivedFromNumber } from '@bkcrm/contracts';
import { Publisher } from '@bkcrm/messaging';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { InboundMessage } from './domain/inbound-message.js';

/** Counts the messages of contacts that the broker took, and tells the sender how many came over each number, instead of each of them. */
@Injectable()
export class TellReceived {
  private counts = new Map<string, ReceivedFromNumber>();

  constructor(private readonly publisher: Publisher) {}

  /** Anybody may call without a secret: that says nothing of a number. */
  add({ routingKey, headers: fields }: InboundMessage): void {
    if (routingKey !== receivedKey || fields[headers.unauthenticated] !== undefined) return;
    this.count({ numberId: fields[headers.numberId], instance: fields[headers.instance], messages: 1 });
  }

  /** What the broker does not take is told with what comes next. Never throws. */
  async execute(): Promise<void> {
    if (this.counts.size === 0) return;
    const numbers = [...this.counts.values()];
    this.counts = new Map();
    const { type } = MessagesReceived;
    const content: MessagesReceived = { numbers };
    const message = { exchange: exchanges.inbound, routingKey: type, type, messageId: uuid(), content };
    const outcome = await this.publisher.publish(message);
    if (outcome !== 'confirmed') for (const number of numbers) this.count(number);
  }

  private count(received: ReceivedFromNumber): void {
    const key = JSON.stringify([received.numberId, received.instance]);
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, received);
    else known.messages += received.messages;
  }
}
