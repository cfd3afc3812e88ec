import { eventually, freePort } from '@bkcrm/testing';
import { Client } from 'pg';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, kinds } from './proxies.js';
import type { Answer, Proxy } from './proxies.js';
import { login, webhookSecret, withSystem } from './system.js';

/** Evolution gives up for good after these, and follows no redirect. */
const givenUp = (status: number): boolean =>
  [400, 401, 403, 404, 422].includes(status) || (status >= 300 && status < 400);

/** A message with a file in its webhook, as Evolution sends them with `base64` switched on. */
function webhook(id: string, bytes: number): Buffer {
  const data = {
    key: { remoteJid: '5511987654321@s.whatsapp.net', fromMe: false, id },
    pushName: 'Ana',
    messageType: 'conversation',
    message: { conversation: `through the proxy ${id}`, base64: 'A'.repeat(bytes) },
    messageTimestamp: Math.floor(Date.now() / 1000),
  };
  return Buffer.from(JSON.stringify({ event: 'messages.upsert', instance: 'linked', data }));
}

const post = (base: string, body: Buffer, path = '/webhook/evolution'): Promise<Answer> =>
  call(base, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-webhook-secret': webhookSecret },
    body,
  });

describe.each(kinds)('behind $name, as deploy/ sets it up', ({ program, start, name }) => {
  if (!program) {
    it.skip('is not on this machine', () => {});
    return;
  }
  const system = withSystem({
    instances: ['linked'],
    env: { gateway: { TRUSTED_PROXIES: '1' } },
  });
  let proxy: Proxy;

  beforeAll(async () => {
    proxy = await start(program, { gateway: system.current.urls.gateway, ingest: system.current.urls.ingest });
  });
  afterAll(() => proxy?.stop());

  async function stored(id: string): Promise<number> {
    const database = new Client({ connectionString: system.current.databaseUrl });
    await database.connect();
    try {
      const { rowCount } = await database.query('SELECT 1 FROM ticket.message WHERE whatsapp_id = $1', [id]);
      return rowCount ?? 0;
    } finally {
      await database.end();
    }
  }

  it('takes a webhook of 20 MB, encrypted or not, and its message arrives', async () => {
    for (const base of [proxy.secure, proxy.plain]) {
      const id = `3EB0${name}${base === proxy.plain ? 'PLAIN' : 'SECURE'}`.toUpperCase();
      expect((await post(base, webhook(id, 20_000_000))).status).toBe(200);
      await eventually(async () => expect(await stored(id)).toBe(1), { timeout: 20_000 });
    }
  });

  it('leaves every path below /webhook to the ingest service, in whatever way it is called', async () => {
    const small = webhook('3EB0PATHS', 10);
    for (const path of [
      '/webhook/evolution',
      '/webhook/evolution/',
      '/webhook/evolution/messages-upsert',
      '/webhook/messages-upsert',
      '/webhook//evolution',
      '/webhook',
      '/webhook/evolution?token=x',
    ]) {
      for (const base of [proxy.secure, proxy.plain]) {
        const { status } = await post(base, small, path);
        expect([base, path, status]).toEqual([base, path, 200]);
      }
    }
  });

  it('answers a webhook that is too large with what Evolution tries again', async () => {
    // A proxy may break the connection off while the body is still on its way (0): Evolution sees no answer, and tries again.
    const answer = post(proxy.secure, webhook('3EB0LARGE', 70_000_000));
    expect([0, 413, 502]).toContain(
      await answer.then(
        ({ status }) => status,
        () => 0,
      ),
    );
  });

  it('carries live connections', async () => {
    const token = await login(system.current);
    const socket: Socket = io(proxy.secure, {
      auth: { token },
      transports: ['websocket'],
      rejectUnauthorized: false,
      forceNew: true,
    });
    try {
      const seen: string[] = [];
      socket.on('events', (frame: { items: { type: string }[] }) => seen.push(...frame.items.map(({ type }) => type)));
      await eventually(() => expect(socket.connected).toBe(true), { timeout: 10_000 });
      await post(proxy.secure, webhook(`3EB0LIVE${name}`.toUpperCase(), 10));
      await eventually(() => expect(seen).toContain('message.created'), { timeout: 20_000 });
    } finally {
      socket.disconnect();
    }
  });

  it('serves the console encrypted, and sends people there', async () => {
    const page = await call(proxy.secure, '/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    const plain = await call(proxy.plain, '/tickets?x=1');
    expect(plain.status).toBe(308);
    expect(plain.headers.location).toMatch(/^https:\/\/localhost.*\/tickets\?x=1$/);
  });

  it('answers 502 or 503 while the ingest service is away, and goes on by itself when it is back', async () => {
    const ingest = system.current.process('webhook-ingest');
    await ingest.stop();
    for (const base of [proxy.secure, proxy.plain]) {
      const { status } = await post(base, webhook('3EB0AWAY', 10));
      expect(givenUp(status)).toBe(false);
      expect([502, 503]).toContain(status);
    }
    await system.current.start('webhook-ingest');
    const id = `3EB0BACK${name}`.toUpperCase();
    await eventually(async () => expect((await post(proxy.plain, webhook(id, 10))).status).toBe(200), {
      timeout: 15_000,
    });
    await eventually(async () => expect(await stored(id)).toBe(1), { timeout: 20_000 });
  });

  it('answers 502 where nothing ever listened', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const other = await start(program, { gateway: nobody, ingest: nobody });
    try {
      expect((await post(other.secure, webhook('3EB0NOBODY', 10))).status).toBe(502);
    } finally {
      await other.stop();
    }
  });
});
