import { BkcrmClient, MemoryStorage } from '@bkcrm/client';
import type { KeyValueStorage } from '@bkcrm/client';
import type { AgentResource, Audience } from '@bkcrm/contracts';
import { eventually, freePort, TcpBalancer } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { administrator, withSystem } from './system.js';
import { aText } from './webhooks.js';

/** `npm run test:sockets` raises it. */
const sockets = Number(process.env['BKCRM_TEST_SOCKETS'] ?? 120);
const instances = ['vendas', 'suporte'];
const password = 'another correct horse';

/** A client and every number it applied, in the order it did. */
interface Follower {
  agent: AgentResource;
  client: BkcrmClient;
  from: number;
  applied: number[];
  /** How often it loaded everything: once, and once more for every reset. */
  loads: number;
}

function sees(agent: AgentResource, audience: Audience | null): boolean {
  if (audience === null) return false;
  const { everyone, agentIds, departmentIds } = audience;
  const isTheirs = departmentIds.some((id) => agent.departmentIds.includes(id));
  return agent.role === 'administrator' || everyone || agentIds.includes(agent.id) || isTheirs;
}

describe(`two gateways with ${sockets} sockets`, () => {
  const system = withSystem({ instances });
  let balancer: TcpBalancer;
  let second: RunningProcess;
  let secondPort: string;
  /** A browser for each agent; its pages share its storage. */
  let browsers: { agent: AgentResource; storage: KeyValueStorage }[];
  let followers: Follower[];

  beforeAll(async () => {
    secondPort = String(await freePort());
    second = await system.current.startReplica('gateway', { GATEWAY_PORT: secondPort });
    balancer = await TcpBalancer.to([system.current.gatewayProxy.port, Number(secondPort)]);
    browsers = await addAgents();
    followers = await Promise.all(Array.from({ length: sockets }, (_, index) => follow(index)));
  }, 240_000);
  afterAll(async () => {
    for (const { client } of followers ?? []) client.disconnect();
    await balancer?.close();
  });

  /** An administrator, an agent of each department and one of none: each department has a number of its own. */
  async function addAgents(): Promise<typeof browsers> {
    const boss = await login(administrator.email, administrator.password);
    const { data: numbers } = await boss.client.api.listNumbers();
    const departmentIds: string[] = [];
    for (const name of instances) {
      const department = await boss.client.api.addDepartment({ name });
      departmentIds.push(department.id);
      const number = numbers.items.find(({ instanceName }) => instanceName === name);
      await new Auditor(system.current.databaseUrl).query(
        'UPDATE ticket.whatsapp_number SET department_id = $1 WHERE id = $2',
        [department.id, number?.id],
      );
    }
    const found = [boss];
    for (const own of [[departmentIds[0]], [departmentIds[1]], []]) {
      const ids = own.filter((id) => id !== undefined);
      const email = `agent-${found.length}@example.com`;
      await boss.client.api.addAgent({ email, name: email, role: 'agent', departmentIds: ids, password });
      found.push(await login(email, password));
    }
    return found.map(({ agent, storage }) => ({ agent, storage }));
  }

  async function login(email: string, secret: string) {
    const storage = new MemoryStorage();
    const client = new BkcrmClient({ url: system.current.urls.gateway, storage });
    return { client, storage, agent: await client.login(email, secret) };
  }

  async function follow(index: number): Promise<Follower> {
    const browser = browsers[index % browsers.length];
    if (browser === undefined) throw new Error('there are no agents');
    const client = new BkcrmClient({
      url: balancer.url,
      storage: browser.storage,
      fetch: (input, init) => {
        if (typeof input === 'string' && input.endsWith('/departments')) follower.loads += 1;
        return fetch(input, init);
      },
    });
    const follower: Follower = { agent: browser.agent, client, from: 0, applied: [], loads: 0 };
    client.onApplied(({ seq }) => follower.applied.push(seq));
    client.connect();
    await eventually(() => expect(client.store.getSnapshot().status).toBe('live'), { timeout: 120_000 });
    // What came on the way there is not counted.
    return Object.assign(follower, { from: client.position?.seq ?? 0, applied: [], loads: 1 });
  }

  /** Customers of both numbers write; what happens in the middle happens in the middle. */
  async function stream(messages: number, inTheMiddle: () => Promise<void>): Promise<void> {
    const ids: string[] = [];
    let happening: Promise<void> | undefined;
    for (let index = 0; index < messages; index += 10) {
      if (index >= messages / 3) happening ??= inTheMiddle();
      const texts = Array.from({ length: 10 }, (_, offset) => aText({ phone: `55119${80_000_000 + offset}` }));
      const calls = texts.map((data, n) => system.current.post('messages.upsert', instances[n % 2] ?? '', data));
      expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]));
      ids.push(...texts.map(({ key }) => key.id));
    }
    await happening;
    await new Auditor(system.current.databaseUrl).storesOnce(ids, 60_000);
  }

  /** Every client has applied exactly what its agent may see of the log, once and in order. */
  async function nobodyMissesAnything(): Promise<void> {
    const log = await new Auditor(system.current.databaseUrl).query<{
      seq: number;
      before: Audience | null;
      after: Audience;
    }>(
      `SELECT (b.last_seq - b.size + e.ordinal)::int AS seq, e.audience_before AS before, e.audience_after AS after
       FROM ticket.event_batch b JOIN ticket.event e ON e.batch_id = b.id ORDER BY 1`,
    );
    for (const { agent, from, applied } of followers) {
      const expected = log
        .filter(({ seq, before, after }) => seq > from && [before, after].some((audience) => sees(agent, audience)))
        .map(({ seq }) => seq);
      await eventually(() => expect(applied.length).toBeGreaterThanOrEqual(expected.length), { timeout: 90_000 });
      expect(applied).toEqual(expected);
      if (agent.departmentIds.length > 0) expect(expected.length).toBeGreaterThanOrEqual(75);
    }
    for (const { client } of followers)
      await eventually(() => expect(client.store.getSnapshot().status).toBe('live'), { timeout: 90_000 });
    // A replica that has just started reads enough of the log to bring everybody up to date: nobody has to load afresh.
    expect(followers.filter(({ loads }) => loads > 1)).toEqual([]);
  }

  it('lose nobody an event when one of them is killed under a stream', async () => {
    await stream(150, async () => {
      await second.kill();
      second = await system.current.startReplica('gateway', { GATEWAY_PORT: secondPort });
    });
    await nobodyMissesAnything();
  }, 240_000);

  it('lose nobody an event while both are restarted, one after the other', async () => {
    await stream(150, async () => {
      await second.stop();
      second = await system.current.startReplica('gateway', { GATEWAY_PORT: secondPort });
      await system.current.process('gateway').stop();
      await system.current.start('gateway');
    });
    await nobodyMissesAnything();
  }, 240_000);
});
