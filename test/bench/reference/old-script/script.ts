/**
 * The script that BKCRM replaces, as far as a webhook and its audience go: one process with an HTTP server and socket.io in it, that
 * handles each webhook by four or five database trips in sequence and then tells its sockets. Reproduced are the trips with their
 * columns, the lookups, the lack of any transaction, unique key, queue or retry, the log of every webhook, and the answer 200
 * whatever happened. It is spared what would have cost it more: PostgREST over HTTPS in another data centre (here the same
 * database beside it, through a pool), Express, a second broadcast of the same message, 50,000 profiles to scan. Its clients were
 * told ticket by ticket; here they get what goes on in their department, so that the audience is as large as ours.
 */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { Pool } from 'pg';
import { Server } from 'socket.io';
import { serve } from '../../programs/serve.js';
import { schema } from './schema.js';
import { handleMessage } from './trips.js';
import type { Webhook } from './trips.js';

export interface OldScript {
  start(order: {
    databaseUrl: string;
    port: number;
    instances: string[];
    departments: number;
    isFirst: boolean;
  }): Promise<null>;
}

async function start({ databaseUrl, port, instances, departments, isFirst }: Parameters<OldScript['start']>[0]) {
  const pool = new Pool({ connectionString: databaseUrl, max: 10 });
  if (isFirst) await pool.query(schema);
  const departmentOf = new Map(instances.map((instance, index) => [instance, index % departments]));
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void answer(Buffer.concat(chunks).toString(), response));
  });
  const io = new Server(http);
  io.on('connection', (socket) => {
    void socket.join(String(socket.handshake.auth['token']));
    socket.on('join-ticket', ({ ticketId }: { ticketId: string }) => {
      void socket.join(`ticket:${ticketId}`);
      socket.emit('joined-ticket', { ticketId, socketId: socket.id });
    });
  });

  async function handle(webhook: Webhook): Promise<object> {
    process.stdout.write(`${JSON.stringify(webhook, null, 2)}\n`);
    if (webhook.event !== 'messages.upsert') return { processed: false, event: webhook.event };
    const message = await handleMessage(pool, webhook);
    io.to(String(departmentOf.get(webhook.instance) ?? 0)).emit('new-message', message);
    return { processed: true, event: webhook.event, ticketId: message.ticket_id };
  }

  async function answer(text: string, response: ServerResponse): Promise<void> {
    const outcome = await handle(JSON.parse(text) as Webhook).catch((error: unknown) => ({ message: String(error) }));
    const body = JSON.stringify({ received: true, timestamp: new Date().toISOString(), ...outcome });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  }

  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return null;
}

serve({ start } satisfies OldScript);
