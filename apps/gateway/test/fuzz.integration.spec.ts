import { eventually } from '@bkcrm/testing';
import { anything, assert, asyncProperty, constantFrom, jsonValue, oneof, string } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { commandsOf } from './handlers.js';

const gateway = withGateway();
let ana: string;

beforeAll(async () => {
  ana = await gateway.seed.agent('ana@example.com', 'agent');
});

async function connect(): Promise<FollowingClient> {
  const client = new FollowingClient(await gateway.socket(ana));
  await eventually(() => expect(client.applied).toBeDefined());
  return client;
}

/** Deep, huge, of the wrong type, with keys that reach for prototypes: what no client sends by mistake. */
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: [deep(levels - 1)] });
const hostile = oneof(
  anything({ withBigInt: false, withDate: true, withTypedArray: false, maxDepth: 4 }),
  jsonValue(),
  constantFrom<unknown>(
    JSON.parse('{"__proto__":{"isAdministrator":true},"constructor":{"prototype":{}}}'),
    { ticketId: { $gt: '' }, clientId: [], text: { toString: 'x' } },
    { ticketId: '\u0000', typing: 'true' },
    { token: 'x'.repeat(100_000) },
    { length: 1e9 },
    'x'.repeat(200_000),
    Array.from({ length: 10_000 }, () => null),
    deep(200),
    Buffer.alloc(10_000, 7),
    { ticketId: Buffer.from('binary') },
  ),
);

describe('whatever a socket sends', () => {
  it('is answered, and harms neither the gateway nor the socket', async () => {
    const commands = commandsOf(gateway.gateway.app).map(({ name }) => name);
    const tried = new Set<string>();
    const name = oneof({ weight: 4, arbitrary: constantFrom(...commands) }, { weight: 1, arbitrary: string() });
    const client = await connect();
    await assert(
      asyncProperty(name, hostile, async (command, payload) => {
        if (!commands.includes(command)) {
          client.socket.emit(`x${command}`, payload);
          return;
        }
        tried.add(command);
        const { ok, error } = await client.ask(command, payload);
        expect(ok ? 'ok' : error?.code).toMatch(
          /^(ok|request\.invalid|auth\.invalid-token|ticket\.not-found|actor\.forbidden)$/,
        );
      }),
      { numRuns: 150, seed: 20_261_125 },
    );
    expect([...tried].sort()).toEqual([...commands].sort());
    expect(client.socket.connected).toBe(true);
    expect(({} as Record<string, unknown>)['isAdministrator']).toBeUndefined();
  });

  it('without asking for an answer, or with too many arguments, is taken as well', async () => {
    const client = await connect();
    for (const { name } of commandsOf(gateway.gateway.app)) {
      client.socket.emit(name);
      client.socket.emit(name, { ticketId: 'x' });
      client.socket.emit(name, {}, {}, null, [], 'more');
    }
    expect(await client.ask('ticket:open', {})).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
  });

  it('in its handshake is refused with a code, and lets nobody in', async () => {
    const auth = oneof(
      hostile.map((token) => ({ token })),
      hostile.filter((value) => typeof value === 'object' && value !== null),
    );
    await assert(
      asyncProperty(auth, async (given) => {
        const socket = gateway.socketWith(undefined, { auth: given });
        const outcome = await new Promise<string>((resolve) => {
          socket.on('connect', () => resolve('let in'));
          socket.on('connect_error', (error: Error & { data?: { code: string } }) =>
            resolve(error.data?.code ?? 'cut'),
          );
          // What is no packet at all is answered by the end of the connection.
          socket.on('disconnect', () => resolve('cut'));
          socket.io.on('close', () => resolve('cut'));
        });
        socket.disconnect();
        expect(outcome).toMatch(/^(auth\.invalid-token|cut)$/);
      }),
      { numRuns: 60, seed: 20_261_125 },
    );
    expect((await connect()).socket.connected).toBe(true);
  });

  it('closes that socket alone when it is no packet, or too large a one', async () => {
    const [bad, good] = [await connect(), await connect()];
    const { ws } = bad.socket.io.engine.transport as unknown as { ws: { send: (data: string) => void } };
    for (const junk of ['', '4', '42', '42[', '42["resume"', '45-["x"]', '4999999["x",{}]', '\u0000', '9{}'])
      ws.send(junk);
    ws.send(`42["resume","${'x'.repeat(1024 * 1024)}"]`);
    await eventually(() => expect(bad.socket.connected).toBe(false));
    expect(await good.ask('ticket:open', {})).toMatchObject({ error: { code: 'request.invalid' } });
    expect((await gateway.fetch(ana, '/api/v1/me')).status).toBe(200);
  });
});
