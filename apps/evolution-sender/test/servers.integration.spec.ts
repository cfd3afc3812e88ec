import { X509Certificate } from 'node:crypto';
import { eventually } from '@bkcrm/testing';
import { sealFor } from '@bkcrm/secrets';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManageServers } from '../src/servers/manage-servers.js';
import { WatchCertificates } from '../src/servers/watch-certificates.js';
import { ProbeServer } from '../src/servers/probe-server.js';
import { ListInstances } from '../src/servers/list-instances.js';
import { certificate, InstanceServer } from './instance-server.js';
import { aCommand, addAgent, ManualClock, refusal, SenderReplica, withSenderDatabase } from './sender-harness.js';

const fingerprint = (name: string): string => new X509Certificate(certificate(name)).fingerprint256;
const local = ['127.0.0.0/8'];

const authority = (name: string) => ({ kind: 'ca' as const, pem: certificate(name) });

class ShownCertificates {
  readonly shown: string[][] = [];
  showCertificates(expiries: readonly { expiresAt: string }[]): void {
    this.shown.push(expiries.map(({ expiresAt }) => expiresAt));
  }
}

describe('Evolution servers', () => {
  const database = withSenderDatabase();
  const running: InstanceServer[] = [];
  let clock: ManualClock;
  let home: InstanceServer;
  let replica: SenderReplica;
  let manage: ManageServers;
  let probe: ProbeServer;
  let actorId: string;

  beforeEach(async () => {
    clock = new ManualClock();
    home = await start();
    replica = await SenderReplica.start(database.url, {
      clock,
      evolutionUrl: home.url,
      config: { EVOLUTION_API_KEY: home.apiKey },
    });
    await replica.database.query('TRUNCATE number, number_lease, outbox_message, send_command, send_attempt');
    await replica.database.query('DELETE FROM server WHERE NOT from_environment');
    manage = new ManageServers(replica.database, replica.secrets, replica.servers, replica.config);
    probe = new ProbeServer(replica.database);
    actorId = await addAgent(database.url, 'administrator');
  });
  afterEach(async () => {
    await replica.stop();
    for (const server of running.splice(0)) await server.stop();
  });

  async function start(certificateName?: string, host?: string): Promise<InstanceServer> {
    const server = await InstanceServer.start(certificateName, { host });
    running.push(server);
    return server;
  }
  const sealed = (key: string): string => sealFor(manage.sealingKey, key, 'server key');
  const wish = (server: InstanceServer) => ({
    actorId,
    name: `server ${server.port}`,
    baseUrl: server.url,
    sealedApiKey: sealed(server.apiKey),
    trust: { kind: 'public' as const },
    allowedNetworks: local,
  });

  it('are managed by administrators only', async () => {
    const agent = await addAgent(database.url, 'agent');
    expect(await refusal(manage.list({ actorId: agent }))).toMatchObject({ code: 'actor.forbidden', status: 403 });
    expect(await refusal(manage.list({ actorId: uuid() }))).toMatchObject({ code: 'actor.unknown', status: 401 });
    const request = { actorId: agent, baseUrl: home.url, allowedNetworks: local };
    expect(await refusal(probe.execute(request))).toMatchObject({ code: 'actor.forbidden' });
    expect(home.calls).toEqual([]);
  });

  it('show the one of the environment as such, which cannot be changed or removed', async () => {
    const [environment] = await manage.list({ actorId });
    expect(environment).toMatchObject({ fromEnvironment: true, apiKeyEnd: null });
    const serverId = environment?.id ?? '';
    const change = manage.change({ actorId, serverId, trust: { kind: 'insecure' } });
    expect(await refusal(change)).toMatchObject({ code: 'server.of-environment' });
    expect(await refusal(manage.remove({ actorId, serverId }))).toMatchObject({ code: 'server.of-environment' });
  });

  it('are kept with their key encrypted, of which only the end is ever shown', async () => {
    const server = await start('self-signed');
    server.add('loja');
    server.storedMessages = 3;
    const added = await manage.add({ ...wish(server), trust: { kind: 'ca', pem: certificate('self-signed') } });
    expect(added).toMatchObject({ apiKeyEnd: 'rver', version: '2.3.6', storesMessages: true, limits: [] });
    const rows = await replica.database.query('SELECT * FROM server');
    expect(JSON.stringify(rows)).not.toContain(server.apiKey);
    expect(JSON.stringify(await manage.list({ actorId }))).not.toContain(server.apiKey);
    expect(await (await replica.servers.instances(added.id)).isGlobalKey()).toBe(true);
  });

  it('answer the same for the same order', async () => {
    const order = { ...wish(await start()), id: uuid() };
    const first = await manage.add(order);
    expect(await manage.add(order)).toEqual(first);
  });

  it('are refused with a key that is wrong, or good for one instance only', async () => {
    const server = await start();
    const instance = server.add('loja');
    for (const key of ['wrong', instance.token]) {
      const order = { ...wish(server), sealedApiKey: sealed(key) };
      expect(await refusal(manage.add(order))).toMatchObject({ code: 'server.key-refused' });
    }
    expect(server.writes).toEqual([]);
  });

  it('of 1.x are refused; of 2.2 they are taken with a warning', async () => {
    const server = await start();
    server.version = '1.8.2';
    expect(await refusal(manage.add(wish(server)))).toMatchObject({ code: 'server.version-unsupported' });
    server.version = '2.2.3';
    expect((await manage.add(wish(server))).limits).toEqual(['few-retries', 'storing-unknown']);
  });

  it.each([
    ['self-signed', 'self-signed'],
    ['leaf', 'unknown-issuer'],
    ['expired-other-name', 'expired'],
  ])('with the certificate %s are refused as %s, and shown without a key being sent', async (name, problem) => {
    const server = await start(name);
    const refused = await refusal(manage.add(wish(server)));
    expect(refused).toMatchObject({ code: 'server.certificate-untrusted' });
    expect(refused.details).toMatchObject({ certificate: { fingerprint: fingerprint(name), problem } });
    const seen = await probe.execute({ actorId, baseUrl: server.url, allowedNetworks: local });
    expect(seen).toMatchObject({ version: null, certificate: { fingerprint: fingerprint(name), problem } });
    expect(seen.certificate?.matchesHost).toBe(name !== 'expired-other-name');
    expect(server.calls).toEqual([]);
  });

  it('with a certificate whose authority is trusted say why it does not fit: its time, its host', async () => {
    const [expired, leaf] = [await start('expired-other-name'), await start('leaf', '127.0.0.2')];
    const late = await refusal(manage.add({ ...wish(expired), trust: authority('expired-other-name') }));
    expect(late.details).toMatchObject({ certificate: { problem: 'expired' } });
    const elsewhere = { ...wish(leaf), baseUrl: `https://127.0.0.2:${leaf.port}`, trust: authority('ca') };
    expect((await refusal(manage.add(elsewhere))).details).toMatchObject({ certificate: { problem: 'wrong-host' } });
    expect([...expired.calls, ...leaf.calls]).toEqual([]);
  });

  it('are trusted by the fingerprint that was confirmed, also with another host name and date', async () => {
    const server = await start('expired-other-name');
    const trust = { kind: 'pins' as const, fingerprints: [fingerprint('expired-other-name')] };
    const added = await manage.add({ ...wish(server), trust });
    expect(added).toMatchObject({ trust, limits: ['storing-unknown'] });
  });

  it('whose certificate is not checked are shown as insecure', async () => {
    const server = await start('expired-other-name');
    const added = await manage.add({ ...wish(server), trust: { kind: 'insecure' } });
    expect(added.limits).toContain('insecure-tls');
    expect(replica.servers.insecure).toEqual([added.name]);
  });

  it.each([
    ['a private address', (port: number) => `https://127.0.0.1:${port}`, []],
    ['a name of one', (port: number) => `https://localhost:${port}`, []],
    ['an address written as a number', (port: number) => `https://2130706433:${port}`, []],
    ['one that is mapped', (port: number) => `https://[::ffff:127.0.0.1]:${port}`, []],
    ['nowhere', (port: number) => `https://0.0.0.0:${port}`, ['evolution.internal']],
    ['another network than the allowed one', (port: number) => `https://127.0.0.1:${port}`, ['10.0.0.0/8']],
  ])('at %s are refused unless that is allowed', async (_, urlOf, allowedNetworks) => {
    const server = await start('self-signed');
    const address = { baseUrl: urlOf(server.port), allowedNetworks };
    const order = { ...wish(server), ...address, trust: { kind: 'insecure' as const } };
    expect(await refusal(manage.add(order))).toMatchObject({ code: 'server.address-refused' });
    expect(await refusal(probe.execute({ actorId, ...address }))).toMatchObject({ code: 'server.address-refused' });
    expect(server.calls).toEqual([]);
  });

  it('do not lead anywhere else', async () => {
    const server = await start();
    const { port } = home;
    server.version = '2.3.6';
    const redirecting = await InstanceServer.start();
    running.push(redirecting);
    redirecting.redirectTo = `http://localhost:${port}/`;
    expect(await refusal(manage.add(wish(redirecting)))).toMatchObject({ code: 'server.key-refused' });
    expect(home.calls).toEqual([]);
  });

  it('without encryption are taken only where that network was allowed', async () => {
    const server = await start();
    const order = { ...wish(server), allowedNetworks: [] };
    expect(await refusal(manage.add(order))).toMatchObject({ code: 'server.url-invalid' });
    expect(await manage.add(wish(server))).toMatchObject({ baseUrl: server.url });
  });

  it('never get the key of another host', async () => {
    const [first, second] = [await start(), await start()];
    const { id } = await manage.add(wish(first));
    const change = { actorId, serverId: id, baseUrl: second.url };
    expect(await refusal(manage.change(change))).toMatchObject({ code: 'server.key-needed' });
    expect(second.calls).toEqual([]);
    const changed = await manage.change({ ...change, sealedApiKey: sealed(second.apiKey), name: 'second' });
    expect(changed).toMatchObject({ baseUrl: second.url, name: 'second' });
  });

  it('are not removed while they have numbers', async () => {
    const server = await start();
    const { id } = await manage.add(wish(server));
    server.add('loja');
    await replica.adopt.execute([{ numberId: uuid(), instanceName: 'loja', serverId: id }]);
    expect(await refusal(manage.remove({ actorId, serverId: id }))).toMatchObject({ code: 'server.in-use' });
    await replica.database.query('DELETE FROM number');
    expect(await manage.remove({ actorId, serverId: id })).toEqual({ id });
  });

  it('list their instances and which are ours, without their keys', async () => {
    const server = await start();
    const { id } = await manage.add(wish(server));
    const secret = {
      url: 'https://other.example',
      enabled: true,
      headers: { authorization: 'Bearer secret' },
      events: ['CALL'],
    };
    server.add('loja', { webhook: secret });
    server.add('suporte', { state: 'close', ownerJid: null });
    const numberId = uuid();
    await replica.adopt.execute([{ numberId, instanceName: 'suporte', serverId: id }]);
    const list = new ListInstances(replica.database, replica.servers);
    const found = await list.execute({ actorId, serverId: id });
    expect(found).toMatchObject([
      { name: 'loja', state: 'open', phone: '5511940000001', numberId: null },
      { name: 'suporte', state: 'close', phone: null, numberId },
    ]);
    expect(JSON.stringify(found)).not.toContain('token of');
    const details = await list.describe({ actorId, serverId: id, instanceName: 'loja' });
    expect(details).toMatchObject({
      webhook: { url: secret.url, headerNames: ['authorization'] },
      settings: { readMessages: true },
    });
    expect(JSON.stringify(details)).not.toContain('Bearer');
    const missing = list.describe({ actorId, serverId: id, instanceName: 'nobody' });
    expect(await refusal(missing)).toMatchObject({ code: 'instance.not-found' });
  });

  it('do not feel it when another one shows another certificate, or is gone', async () => {
    const server = await start('self-signed');
    const trust = { kind: 'pins' as const, fingerprints: [fingerprint('self-signed')] };
    const { id } = await manage.add({ ...wish(server), trust });
    const [there, here] = [uuid(), uuid()];
    server.add('loja');
    home.add('suporte');
    await replica.adopt.execute([
      { numberId: there, instanceName: 'loja', serverId: id },
      { numberId: here, instanceName: 'suporte' },
    ]);
    await eventually(async () => expect(await troubles()).toEqual({ [here]: ['open', null], [there]: ['open', null] }));
    // Somebody else answers at its address, with a certificate of his own.
    const { port } = server;
    await server.stop();
    running.splice(running.indexOf(server), 1);
    const impostor = await InstanceServer.start('leaf', { port });
    running.push(impostor);
    impostor.add('loja');
    clock.advance(31);
    await eventually(async () =>
      expect(await troubles()).toEqual({ [here]: ['open', null], [there]: ['unknown', 'tls'] }),
    );
    const commands = [aCommand(there), aCommand(here)];
    await replica.accept.execute(commands);
    await eventually(async () => {
      const rows = await replica.database.query<{ number_id: string; state: string }>(
        'SELECT number_id, state FROM send_command',
      );
      expect(new Map(rows.map((row) => [row.number_id, row.state]))).toEqual(
        new Map([
          [there, 'queued'],
          [here, 'sent'],
        ]),
      );
    });
    expect(impostor.calls).toEqual([]);
  });

  it('show until when their certificates are good, and are asked once an hour', async () => {
    const server = await start('self-signed');
    const trust = { kind: 'pins' as const, fingerprints: [fingerprint('self-signed')] };
    const { id: serverId } = await manage.add({ ...wish(server), trust });
    const metrics = new ShownCertificates();
    const watch = new WatchCertificates(replica.database, replica.config, metrics, clock);
    await watch.execute();
    const expiresAt = new Date(new X509Certificate(certificate('self-signed')).validTo).toISOString();
    // The one of the environment is not encrypted: it has none.
    expect(watch.expiries).toEqual([{ server: `server ${server.port}`, expiresAt }]);
    expect(metrics.shown).toEqual([[expiresAt]]);
    await server.stop();
    clock.advance(3_601);
    await watch.execute();
    expect(watch.expiries).toHaveLength(1);
    await manage.remove({ actorId, serverId });
    await watch.execute();
    expect(watch.expiries).toEqual([]);
  });

  async function troubles(): Promise<Record<string, [string, string | null]>> {
    const rows = await replica.database.query<{ id: string; state: string; trouble: string | null }>(
      'SELECT id, state, trouble FROM number',
    );
    return Object.fromEntries(rows.map(({ id, state, trouble }) => [id, [state, trouble]]));
  }
});
