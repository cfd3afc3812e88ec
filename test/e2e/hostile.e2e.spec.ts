import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { request } from 'node:http';
import { eventually } from '@bkcrm/testing';
import { describe, expect, it } from 'vitest';
import { hostileWebhooks } from './hostile-corpus.js';
import type { HostileWebhook } from './hostile-corpus.js';
import { Auditor } from './stored.js';
import { webhookSecret, withSystem } from './system.js';
import { aText } from './webhooks.js';

const instance = 'loja';
const services = ['webhook-ingest', 'ticket', 'evolution-sender', 'gateway'] as const;

interface Answered extends Pick<HostileWebhook, 'name' | 'id'> {
  status: number;
  messageId: string | undefined;
}

describe('hostile input', () => {
  const system = withSystem({ instances: [instance] });
  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);

  async function send({ name, id, body, headers }: HostileWebhook): Promise<Answered> {
    const response = await fetch(`${system.current.urls.ingest}/webhook/evolution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-webhook-secret': webhookSecret, ...headers },
      body,
    });
    const { messageId } = (await response.json()) as { messageId?: string };
    return { name, id, status: response.status, messageId };
  }

  /** Good texts of customers, each of which must be taken. @returns their ids */
  async function goodTexts(count: number, phone: string): Promise<string[]> {
    const texts = Array.from({ length: count }, () => aText({ phone }));
    for (const data of texts) expect((await system.current.post('messages.upsert', instance, data)).status).toBe(200);
    return texts.map(({ key }) => key.id);
  }

  const processes = (): number[] => services.map((name) => system.current.process(name).pid);

  it('restarts nothing, stops no good message, and is accounted for item by item', async () => {
    const before = processes();
    const answered: Answered[] = [];
    const good: string[] = [];
    for (const [index, webhook] of hostileWebhooks.entries()) {
      answered.push(await send(webhook));
      if (index % 10 === 0) good.push(...(await goodTexts(1, '5511987651000')));
    }
    good.push(...(await goodTexts(5, '5511987651000')));
    await auditor().storesOnce(good, 60_000);
    await eventually(
      async () => {
        for (const queue of ['ticket.inbound-p0', 'ticket.inbound-p1', 'ticket.inbound-p2', 'sender.inbound'])
          expect(await system.current.queued(queue)).toEqual([]);
      },
      { timeout: 60_000 },
    );

    const ends = await whatBecameOf(answered);
    await expect(`${ends.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/hostile.txt');
    expect(services.filter((name) => !system.current.process(name).running)).toEqual([]);
    expect(processes()).toEqual(before);
    for (const name of services) expect((await system.current.administration(name, '/livez')).status).toBe(200);
  });

  /** One line for each: refused, a dead letter and why, in quarantine and why, or understood. */
  async function whatBecameOf(answered: Answered[]): Promise<string[]> {
    const letters = new Map<string, string[]>();
    for (const queue of ['ticket.inbound-p0.dead', 'ticket.inbound-p1.dead', 'sender.inbound.dead'])
      await eventually(async () => expect(await system.current.queued(queue)).toEqual([]));
    for (const { queue, messageId, reason } of await auditor().deadLetters())
      letters.set(messageId, [...(letters.get(messageId) ?? []), `${queue}: ${reason}`]);
    const stored = new Set(await auditor().whatsappIds());
    const held = await auditor().query<{ id: string; reason: string }>(
      'SELECT id, reason FROM ticket.quarantined_event',
    );
    const quarantine = new Map(held.map(({ id, reason }) => [id, reason]));
    return answered.map(({ name, id, status, messageId = '' }) => {
      if (status !== 200) return `${name} → refused with ${status}`;
      const reason = quarantine.get(messageId);
      const ends = [
        ...(letters.get(messageId) ?? []).map((letter) => `dead letter in ${letter}`),
        ...(reason === undefined ? [] : [`in quarantine: ${reason}`]),
        ...(id !== undefined && stored.has(id) ? ['stored'] : []),
      ];
      return `${name} → ${ends.length === 0 ? 'understood, and nothing to store' : ends.join('; ')}`;
    });
  }

  it('of 100 MB at a time, declared or not, costs bounded memory', async () => {
    const statuses = Promise.all(Array.from({ length: 8 }, (_, index) => flood(index % 2 === 0)));
    const good = await goodTexts(20, '5511987651001');
    for (const status of await statuses) expect([413, 503, 'closed']).toContain(status);
    await auditor().storesOnce(good);
    expect(await system.current.process('webhook-ingest').peakMemory()).toBeLessThan(1024 * 1024 * 1024);
  });

  /** Sends 100 MB for as long as anybody listens. @returns the answer's status, or that there was none */
  function flood(declared: boolean): Promise<number | 'closed'> {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    return new Promise((resolve) => {
      const call = request(`${system.current.urls.ingest}/webhook/evolution`, {
        method: 'POST',
        headers: {
          'x-webhook-secret': webhookSecret,
          ...(declared ? { 'content-length': String(100 * chunk.length) } : { 'transfer-encoding': 'chunked' }),
        },
      });
      call.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
        call.destroy();
      });
      call.on('error', () => resolve('closed'));
      let sent = 0;
      const write = (): void => {
        while (!call.destroyed && sent < 100) {
          sent += 1;
          if (!call.write(chunk)) {
            call.once('drain', write);
            return;
          }
        }
        if (!call.destroyed) call.end();
      };
      write();
    });
  }

  it('that never ends its headers or its body holds nobody up, and is hung up on', async () => {
    const port = Number(new URL(system.current.urls.ingest).port);
    const idle: Socket[] = [];
    let closed = 0;
    for (let index = 0; index < 200; index += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {}).on('close', () => (closed += 1));
      socket.resume();
      socket.write('POST /webhook/evolution HTTP/1.1\r\nhost: x\r\n');
      // The half of them goes on to a body that does not come.
      if (index % 2 === 0)
        socket.write(
          `x-webhook-secret: ${webhookSecret}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{`,
        );
      idle.push(socket);
    }
    const good = await goodTexts(20, '5511987651002');
    await auditor().storesOnce(good);
    // Whoever began a body has 30 seconds for it, which nobody waits for here.
    await eventually(() => expect(closed).toBeGreaterThanOrEqual(idle.length / 2), { timeout: 60_000, every: 500 });
    for (const socket of idle) socket.destroy();
  });
});
