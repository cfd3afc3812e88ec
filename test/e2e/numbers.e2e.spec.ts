import { BkcrmClient } from '@bkcrm/client';
import type { NumberConnectionResource, TicketResource, WhatsappNumberResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, withSystem } from './system.js';

const adopted = 'loja';
const patience = { timeout: 25_000 };

describe('numbers', () => {
  const system = withSystem();
  let client: BkcrmClient;
  let number: WhatsappNumberResource;

  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await eventually(() => client.login(administrator.email, administrator.password), { timeout: 20_000 });
    client.connect();
    client.openList({});
    await system.current.simulator.createInstance({ name: adopted, phone: '5511940001000', profileName: 'Loja' });
  });
  afterAll(() => client.disconnect());

  /** What the socket has told about the number. */
  const live = (id = number.id): WhatsappNumberResource | undefined => client.store.getSnapshot().numbers.get(id);
  const becomes = (expected: Partial<WhatsappNumberResource>): Promise<void> =>
    eventually(() => expect(live()).toMatchObject(expected), patience);
  const connection = (): Promise<NumberConnectionResource> => client.api.numbers.connection(number.id);
  /** Evolution's own REST interface, as its operator would use it. */
  async function evolution<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${system.current.urls.simulator}${path}`, {
      method,
      headers: { 'content-type': 'application/json', apikey: system.current.simulatorKey },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as T;
  }
  const instances = async (): Promise<string[]> => {
    const rows = await evolution<{ name: string }[]>('GET', '/instance/fetchInstances');
    return rows.map(({ name }) => name);
  };
  const tickets = (): TicketResource[] => [...client.store.getSnapshot().tickets.values()].map(({ ticket }) => ticket);
  async function arrives(text: string): Promise<TicketResource> {
    await system.current.simulator.customerSends({ instance: number.instanceName, phone: '5511987650123', text });
    return eventually(async () => {
      const [ticket] = tickets();
      const { data } = await client.api.listMessages(ticket?.id ?? '');
      if (ticket === undefined || !data.items.some((message) => message.text === text))
        throw new Error(`"${text}" has not arrived`);
      return ticket;
    }, patience);
  }
  /** Links the phone by the code that is shown. */
  async function link(phone: string): Promise<void> {
    await eventually(async () => {
      const { qr } = await client.api.numbers.connect(number.id);
      expect(qr?.code).toBeTruthy();
    }, patience);
    await system.current.simulator.scan(number.instanceName, phone);
    await eventually(() => expect(live()?.state).toBe('open'), patience);
  }

  it('are created on the server, with a department', async () => {
    const department = await client.api.addDepartment({ name: 'Suporte' });
    number = await client.api.numbers.add({
      name: 'Suporte São Paulo',
      origin: 'created',
      departmentId: department.id,
    });
    expect(number).toMatchObject({ origin: 'created', department: { name: 'Suporte' } });
    expect(number.instanceName).toMatch(/^suporte-sao-paulo-/);
    await becomes({ state: 'close', trouble: null });
    expect(await instances()).toContain(number.instanceName);
  });

  it('are linked by a code that refreshes while nobody scans it, or by one to type', async () => {
    const first = await eventually(async () => {
      const { qr } = await client.api.numbers.connect(number.id);
      if (qr === null) throw new Error('no code yet');
      return qr;
    }, patience);
    expect(first.image).toMatch(/^data:image\/png;base64,/);
    const shown = (): string | undefined => client.store.getSnapshot().qrCodes.get(number.id)?.qr?.code;
    await eventually(() => {
      expect(shown()).toBeDefined();
      expect(shown()).not.toBe(first.code);
    }, patience);
    await system.current.simulator.scan(number.instanceName, '5511940002000');
    await becomes({ state: 'open', phone: '5511940002000' });
    const ticket = await arrives('Oi, preciso de ajuda');
    expect(ticket).toMatchObject({ department: { name: 'Suporte' }, whatsappNumber: { name: 'Suporte São Paulo' } });
  });

  it('are restarted and stay linked', async () => {
    await client.api.numbers.restart(number.id);
    await eventually(async () => expect((await connection()).state).toBe('open'), patience);
    await arrives('Ainda estou aqui');
  });

  it('are logged out and linked again, and hear what customers write then', async () => {
    expect(await client.api.numbers.logOut(number.id)).toMatchObject({ task: 'remake' });
    await eventually(async () => expect((await connection()).task).toBeNull(), patience);
    await becomes({ state: 'close' });
    await link('5511940002000');
    expect((await connection()).trouble).toBeNull();
    await arrives('Voltaram?');
  });

  it('ask when another account is linked, and go on when that is accepted', async () => {
    await client.api.numbers.logOut(number.id);
    await eventually(async () => expect((await connection()).task).toBeNull(), patience);
    await link('5511940009999');
    await becomes({ trouble: { code: 'another-account', message: expect.any(String) as string } });
    expect(await client.api.numbers.acceptAccount(number.id)).toMatchObject({ account: '5511940009999' });
    await becomes({ trouble: null, phone: '5511940009999' });
  });

  it('are renamed, and send at a rate of their own', async () => {
    await client.api.numbers.change(number.id, { name: 'Suporte SP', departmentId: null });
    await becomes({ name: 'Suporte SP', department: null });
    await client.api.numbers.setRate(number.id, { ratePerSecond: 2, burst: 5 });
    expect(await connection()).toMatchObject({ ratePerSecond: 2, burst: 5 });
  });

  it('get their hook back after somebody has changed it', async () => {
    const path = `/webhook/set/${number.instanceName}`;
    await evolution('POST', path, { webhook: { enabled: true, url: 'http://127.0.0.1:9/other', events: [] } });
    await client.api.numbers.restart(number.id);
    await eventually(async () => {
      const hook = await evolution<{ url: string }>('GET', `/webhook/find/${number.instanceName}`);
      expect(hook.url).toContain(system.current.urls.ingest);
    }, patience);
  });

  it('are deleted with their instance; their tickets stay', async () => {
    const [ticket] = tickets();
    await client.api.numbers.remove(number.id);
    await eventually(() => expect(live()?.removedAt).not.toBeNull(), patience);
    await eventually(async () => expect(await instances()).not.toContain(number.instanceName), patience);
    const { data } = await client.api.listNumbers();
    expect(data.items.map(({ id }) => id)).not.toContain(number.id);
    const kept = await client.api.getTicket(ticket?.id ?? '');
    expect(kept.data.whatsappNumber.name).toBe('Suporte SP');
    await expect(
      client.api.sendMessage(kept.data.id, { clientId: crypto.randomUUID(), text: 'Oi' }),
    ).rejects.toMatchObject({
      code: 'number.removed',
    });
  });

  it('may be on another server, whose key is kept and never shown', async () => {
    const { simulatorKey, urls } = system.current;
    const server = { name: 'Outro', baseUrl: urls.simulator, apiKey: simulatorKey };
    const refused = client.api.numbers.addServer({ ...server, allowedNetworks: ['10.0.0.0/8'] });
    await expect(refused).rejects.toMatchObject({ code: 'server.address-refused' });
    const allowed = { ...server, allowedNetworks: ['127.0.0.0/8'] };
    const wrong = client.api.numbers.addServer({ ...allowed, apiKey: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'server.key-refused' });
    const added = await client.api.numbers.addServer(allowed);
    expect(added).toMatchObject({ apiKeyEnd: simulatorKey.slice(-4), version: '2.3.6', trust: { kind: 'public' } });
    expect(JSON.stringify(await client.api.numbers.servers())).not.toContain(simulatorKey);
    expect(await client.api.numbers.probeServer({ baseUrl: urls.simulator, allowedNetworks: ['127.0.0.0/8'] })).toEqual(
      { certificate: null, version: '2.3.6' },
    );
    const renamed = await client.api.numbers.changeServer(added.id, { name: 'Terceiro' });
    expect(renamed.name).toBe('Terceiro');
    await client.api.numbers.removeServer(added.id);
    expect((await client.api.numbers.servers()).items).toHaveLength(1);
  });

  it('are adopted with what they had, and given back with it', async () => {
    const former = {
      enabled: true,
      url: 'http://127.0.0.1:9/former',
      headers: { a: 'b' },
      events: ['MESSAGES_UPSERT'],
    };
    await evolution('POST', `/webhook/set/${adopted}`, { webhook: former });
    const serverId = await eventually(async () => {
      const { items: servers } = await client.api.numbers.servers();
      expect(servers).toMatchObject([{ fromEnvironment: true, version: '2.3.6', trouble: null }]);
      return servers[0]?.id ?? '';
    }, patience);
    const { items } = await client.api.numbers.instances(serverId);
    expect(items).toMatchObject([{ name: adopted, state: 'open', numberId: null }]);
    const details = await client.api.numbers.instance(serverId, adopted);
    expect(details.webhook).toMatchObject({ url: former.url, headerNames: ['a'] });
    number = await client.api.numbers.add({ name: 'Loja', instanceName: adopted, serverId });
    await becomes({ state: 'open', trouble: null });
    const hook = (): Promise<object> => evolution('GET', `/webhook/find/${adopted}`);
    await eventually(async () => expect(await hook()).toMatchObject({ webhookBase64: false }), patience);
    await eventually(async () => expect(JSON.stringify(await hook())).toContain(number.id), patience);
    await client.api.numbers.release(number.id);
    await eventually(async () => expect(await hook()).toMatchObject(former), patience);
    expect(await instances()).toEqual([adopted]);
  });
});
