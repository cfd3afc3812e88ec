import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'amqplib';
import { Server } from 'socket.io';
import { serve } from '../../programs/serve.js';
import { events } from './names.js';
import type { BareEvent } from './names.js';

export interface BareFanOut {
  start(order: { brokerUrl: string; instances: string[]; departments: number }): Promise<{ port: number }>;
}

/** Each batch to every socket of the departments it is about, encoded once for all of them. The token is the department. */
async function start({ brokerUrl, instances, departments }: Parameters<BareFanOut['start']>[0]) {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false });
  io.on('connection', (socket) => void socket.join(String(socket.handshake.auth['token'])));
  const departmentOf = new Map(instances.map((instance, index) => [instance, index % departments]));
  const waiting = new Map<number, object[]>();
  let isPausing = false;

  /** At once when there is little to do; else what gathers meanwhile goes together, so that writing takes half of the time at most. */
  function flush(): void {
    const begin = performance.now();
    for (const [department, items] of waiting) {
      io.to(String(department)).emit('events', { prev: 0, epoch: '', items });
    }
    const hadSome = waiting.size > 0;
    waiting.clear();
    isPausing = hadSome;
    if (hadSome) setTimeout(flush, performance.now() - begin);
  }

  const connection = await connect(brokerUrl, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.assertExchange(events, 'fanout', { durable: false });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, events, '');
  await channel.consume(
    queue,
    (message) => {
      const batch = JSON.parse(message?.content.toString() ?? '[]') as BareEvent[];
      for (const { seq, ...data } of batch) {
        const department = departmentOf.get(data.instance) ?? 0;
        const item = { seq, type: 'message.created', data };
        const known = waiting.get(department);
        if (known === undefined) waiting.set(department, [item]);
        else known.push(item);
      }
      if (!isPausing) flush();
    },
    { noAck: true },
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { port: (http.address() as AddressInfo).port };
}

serve({ start } satisfies BareFanOut);
