import { readFileSync } from 'node:fs';
import { BkcrmClient } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExposition, seriesOf } from './exposition.js';
import type { ExposedMetric } from './exposition.js';
import { administrator, withSystem } from './system.js';
import type { ServiceName } from './system.js';
import { watchedMetrics } from './watched-metrics.js';
import { aText } from './webhooks.js';

const instance = 'loja';
const phone = '5511987650123';
const watched = ['webhook-ingest', 'ticket', 'evolution-sender', 'gateway'] as const;

/** Comes with the letters that are kept as rows. */
const notYet = new Set(['bkcrm_letters_waiting']);

interface DocumentedMetric {
  services: readonly string[];
  type: string;
  labels: string[];
}

/** The tables of docs/metrics.md. */
function readDocument(): Map<string, DocumentedMetric> {
  const documented = new Map<string, DocumentedMetric>();
  let services: readonly string[] = [];
  for (const line of readFileSync('docs/metrics.md', 'utf8').split('\n')) {
    const heading = /^## (.*)$/.exec(line)?.[1];
    if (heading !== undefined)
      services = heading === 'Every service' ? watched : watched.filter((service) => heading.includes(service));
    const [, name, type, labels] = /^\| `(\w+)` +\| (\w+) +\| ([^|]*) \|/.exec(line) ?? [];
    if (name === undefined || type === undefined) continue;
    documented.set(name, {
      services,
      type,
      labels: [...(labels ?? '').matchAll(/`(\w+)`/g)].map(([, label]) => label ?? ''),
    });
  }
  return documented;
}

describe('metrics', () => {
  const system = withSystem({ instances: [instance] });
  let client: BkcrmClient;
  let closeList: () => void;

  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await client.login(administrator.email, administrator.password);
    client.connect();
    closeList = client.openList({});
  });
  afterAll(() => {
    closeList();
    client.disconnect();
  });

  async function exposed(service: ServiceName): Promise<Map<string, ExposedMetric>> {
    const metrics = readExposition(await (await system.current.administration(service, '/metrics')).text());
    for (const name of metrics.keys()) if (/^(process|nodejs)_/.test(name)) metrics.delete(name);
    return metrics;
  }

  /** Sum of a series over everything with these labels. */
  async function value(service: ServiceName, series: string, labels: Record<string, string> = {}): Promise<number> {
    const samples = [...(await exposed(service)).values()].flatMap((metric) => metric.samples);
    return samples
      .filter(
        (sample) => sample.name === series && Object.entries(labels).every(([key, of]) => sample.labels[key] === of),
      )
      .reduce((sum, sample) => sum + sample.value, 0);
  }

  it('count a conversation once per outcome, and time it from the webhook to the socket', async () => {
    const question = aText({ phone, text: 'Oi' });
    for (let time = 0; time < 3; time += 1) await system.current.post('messages.upsert', instance, question);
    await eventually(async () => expect(await value('ticket', 'messages_total', { status: 'duplicate' })).toBe(2), {
      timeout: 15_000,
    });
    const ticket = await eventually(
      () => {
        const [found] = client.store.getSnapshot().tickets.values();
        expect(found).toBeDefined();
        return found?.ticket;
      },
      { timeout: 15_000 },
    );
    client.send(ticket?.id ?? '', { text: 'Olá!' });
    await eventually(
      async () => expect(await value('ticket', 'messages_total', { type: 'text', status: 'sent' })).toBe(1),
      { timeout: 15_000 },
    );
    await system.current.simulator.customerReads(instance, phone);
    await eventually(
      async () => {
        const counts: Record<string, number> = {};
        for (const status of ['received', 'sent', 'delivered', 'read', 'failed', 'unknown'])
          counts[status] = await value('ticket', 'messages_total', { type: 'text', status });
        expect(counts).toEqual({ received: 1, sent: 1, delivered: 1, read: 1, failed: 0, unknown: 0 });
      },
      { timeout: 15_000 },
    );
    expect(await value('gateway', 'websocket_connections_active')).toBe(1);
    expect(await value('gateway', 'bkcrm_gateway_event_latency_seconds_count')).toBeGreaterThan(0);
    expect(await value('ticket', 'bkcrm_consume_lag_seconds_count', { queue: 'ticket.inbound-p0' })).toBeGreaterThan(2);
    expect(
      await value('evolution-sender', 'bkcrm_consume_lag_seconds_count', { queue: 'sender.commands' }),
    ).toBeGreaterThan(0);
    await eventually(async () =>
      expect(await value('gateway', 'bkcrm_gateway_event_position')).toBe(
        await value('ticket', 'bkcrm_event_log_head'),
      ),
    );
    // Counted every few seconds.
    await eventually(async () => expect(await value('evolution-sender', 'bkcrm_numbers', { state: 'open' })).toBe(1), {
      timeout: 15_000,
    });
    expect(await value('webhook-ingest', 'bkcrm_disk_free_bytes', { folder: 'spool' })).toBeGreaterThan(0);
  });

  it('are those of docs/metrics.md, with its types and labels, at the services it names', async () => {
    const documented = readDocument();
    const wanted: Record<string, Record<string, string>> = {};
    const found: Record<string, Record<string, string>> = {};
    for (const service of watched) {
      const metrics = await exposed(service);
      const own = [...documented].filter(([, { services }]) => services.includes(service));
      wanted[service] = Object.fromEntries(own.map(([name, { type }]) => [name, type]));
      found[service] = Object.fromEntries([...metrics].map(([name, { type }]) => [name, type]));
      for (const [name, { labels }] of metrics)
        expect(documented.get(name)?.labels ?? [], name).toEqual(expect.arrayContaining([...labels]));
    }
    expect(found).toEqual(wanted);
  });

  it('are all there that a panel or an alert asks for', async () => {
    const there = new Set<string>();
    for (const service of watched) {
      const text = await (await system.current.administration(service, '/metrics')).text();
      for (const [name, metric] of readExposition(text)) for (const series of seriesOf(name, metric)) there.add(series);
    }
    const asked = watchedMetrics();
    expect(asked.size).toBeGreaterThan(50);
    expect([...asked].filter(([name]) => !there.has(name) && !notYet.has(name))).toEqual([]);
  });

  it('have no id and no phone number as a label', async () => {
    for (const service of watched)
      for (const [name, { samples }] of await exposed(service))
        for (const { le: _, ...labels } of samples.map((sample) => sample.labels))
          expect(JSON.stringify(labels), name).not.toMatch(/[\da-f]{8}-[\da-f]{4}-|\d{8,}/);
  });
});
