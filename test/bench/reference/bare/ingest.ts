import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'amqplib';
import { serve } from '../../programs/serve.js';
import { inbound } from './names.js';

export interface BareIngest {
  start(order: { brokerUrl: string }): Promise<{ port: number }>;
}

/** Raw HTTP to a persistent, confirmed publish: answered 200 only once the broker has it on disk. */
async function start({ brokerUrl }: { brokerUrl: string }): Promise<{ port: number }> {
  const connection = await connect(brokerUrl, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(inbound, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      channel.publish('', inbound, Buffer.concat(chunks), { persistent: true, mandatory: true }, (error: unknown) => {
        const body = error === null || error === undefined ? '{"ok":true}' : '{"ok":false}';
        response.writeHead(body === '{"ok":true}' ? 200 : 503, { 'content-length': body.length }).end(body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

serve({ start } satisfies BareIngest);
