import amqp from 'amqplib';

export interface QueuedMessage {
  messageId: string;
  content: Buffer;
  headers: Record<string, unknown>;
}

/** Reads what waits in a queue and leaves it there. */
export async function peekQueue(amqpUrl: string, queue: string): Promise<QueuedMessage[]> {
  const connection = await amqp.connect(amqpUrl);
  try {
    const channel = await connection.createChannel();
    const messages: QueuedMessage[] = [];
    for (;;) {
      const message = await channel.get(queue);
      if (message === false) return messages;
      const { messageId, headers } = message.properties;
      messages.push({ messageId: String(messageId), content: message.content, headers: headers ?? {} });
    }
  } finally {
    // Nothing was acknowledged: it all goes back.
    await connection.close();
  }
}
