import amqp from 'amqplib';

/** A queue in which everything with one key of a direct exchange stays to be looked at. */
export async function bindQueue(amqpUrl: string, queue: string, exchange: string, key: string): Promise<void> {
  const connection = await amqp.connect(amqpUrl);
  try {
    const channel = await connection.createChannel();
    await channel.assertExchange(exchange, 'direct', { durable: true });
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(queue, exchange, key);
  } finally {
    await connection.close();
  }
}
