import { randomBytes } from 'node:crypto';
import { BkcrmClient } from '@bkcrm/client';
import { eventually, TraceCollector } from '@bkcrm/testing';
import type { CollectedSpan } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { administrator, webhookSecret, withSystem } from './system.js';
import type { ServiceName } from './system.js';
import { aText } from './webhooks.js';

const instance = 'loja';
const collector = await TraceCollector.start();
const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '1' };
const services: ServiceName[] = ['webhook-ingest', 'ticket', 'evolution-sender', 'gateway'];

interface Caller {
  traceId: string;
  spanId: string;
  traceparent: string;
}

const aCaller = ({ sampled = true } = {}): Caller => {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}` };
};

/** The names of a span and of what it is part of, from the outermost. */
function wayTo({ name, parentSpanId }: CollectedSpan, spans: CollectedSpan[]): string[] {
  const parent = spans.find(({ spanId }) => spanId === parentSpanId);
  return [...(parent === undefined ? [] : wayTo(parent, spans)), name];
}

/** Waits for the span that ends a trace, and gives the way to it. */
async function wayInTrace(traceId: string, last: string, parent: string): Promise<string[]> {
  return eventually(
    () => {
      const spans = collector.ofTrace(traceId);
      const found = spans.map((span) => (span.name === last ? wayTo(span, spans) : []));
      const way = found.find(([first]) => first === parent);
      if (way === undefined) throw new Error(`only ${spans.map(({ name }) => name).join(', ')}`);
      return way;
    },
    { timeout: 30_000 },
  );
}

const attempts = (): CollectedSpan[] => collector.spans.filter(({ name }) => name === 'send text');

describe('a trace', () => {
  const system = withSystem({ instances: [instance], env: Object.fromEntries(services.map((name) => [name, traced])) });
  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);
  let client: BkcrmClient;
  let closeList: () => void;

  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await client.login(administrator.email, administrator.password);
    client.connect();
    closeList = client.openList({});
    await eventually(() => expect(client.store.getSnapshot().status).toBe('live'), { timeout: 15_000 });
  });
  afterAll(async () => {
    closeList();
    client.disconnect();
    await collector.close();
  });

  /** A customer's text, as a caller with a trace of its own posts it. */
  async function post(text: string, caller: Caller): Promise<void> {
    const response = await fetch(`${system.current.urls.ingest}/webhook/evolution`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-webhook-secret': webhookSecret,
        traceparent: caller.traceparent,
      },
      body: JSON.stringify({ event: 'messages.upsert', instance, data: aText({ text }) }),
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  }

  async function ticketId(): Promise<string> {
    return eventually(() => {
      const [entry] = client.store.getSnapshot().tickets.values();
      if (entry === undefined) throw new Error('there is no ticket yet');
      return entry.ticket.id;
    });
  }

  const statusOf = async (text: string): Promise<unknown> =>
    (await auditor().query<{ status: string }>('SELECT status FROM ticket.message WHERE text = $1', [text]))[0]?.status;

  it('goes from the webhook over its batch and its event to the socket', async () => {
    const caller = aCaller();
    await post('Oi!', caller);
    expect(await wayInTrace(caller.traceId, 'emit message.created', 'POST /webhook')).toEqual([
      'POST /webhook',
      'publish bkcrm.inbound',
      'process ticket.inbound-p0',
      'emit message.created',
    ]);
    const spans = collector.ofTrace(caller.traceId);
    const named = (name: string): CollectedSpan | undefined => spans.find((span) => span.name === name);
    expect(named('POST /webhook')).toMatchObject({ service: 'webhook-ingest', parentSpanId: caller.spanId });
    expect(named('process ticket.inbound-p0')).toMatchObject({ service: 'ticket' });
    expect(named('emit message.created')).toMatchObject({ service: 'gateway', attributes: { 'bkcrm.sockets': 1 } });
  });

  it('is joined with all others of its batch', async () => {
    // So many that some come while the first of them is being stored.
    const callers = Array.from({ length: 12 }, () => aCaller());
    await system.current.process('ticket').stop();
    for (const [index, caller] of callers.entries()) await post(`batch ${index}`, caller);
    await system.current.start('ticket');
    const spansOf = (name: string) =>
      callers.map(({ traceId }) => collector.ofTrace(traceId).filter((span) => span.name === name));
    await eventually(() => {
      for (const name of ['publish bkcrm.inbound', 'process ticket.inbound-p0'])
        for (const spans of spansOf(name)) expect(spans).not.toEqual([]);
    });
    const published = spansOf('publish bkcrm.inbound').flatMap((spans) => spans.map(({ spanId }) => spanId));
    const batches = new Set(
      spansOf('process ticket.inbound-p0').flatMap((spans) => spans.flatMap(({ links }) => links)),
    );
    // One or two, but a busy machine may take some of them on their own.
    expect(batches.size).toBeLessThan(callers.length);
    for (const id of batches)
      await eventually(() => {
        const batch = collector.spans.find(({ spanId }) => spanId === id);
        expect(batch).toMatchObject({ name: 'process ticket.inbound-p0 (batch)', parentSpanId: '' });
        // What is delivered twice is in two batches, and others may have written, too.
        const members = callers.flatMap((_, index) =>
          spansOf('process ticket.inbound-p0')[index]?.some(({ links }) => links.includes(id)) === true
            ? (spansOf('publish bkcrm.inbound')[index] ?? []).map(({ spanId }) => spanId)
            : [],
        );
        expect(batch?.links.filter((link) => published.includes(link)).sort()).toEqual(members.sort());
      });
  });

  it('goes from an agent’s message over the send queue to Evolution, and back with its status', async () => {
    const id = await ticketId();
    client.send(id, { text: 'Bom dia!' });
    const last = 'POST /message/sendText/{instance}';
    const call = await eventually(
      () => collector.spans.find(({ name }) => name === last) ?? expect.fail('no call of Evolution'),
      { timeout: 20_000 },
    );
    const request = 'POST /api/v1/tickets/:id/messages';
    const upToSend = [
      request,
      'request message.send-request.v1',
      'answer message.send-request.v1',
      'publish bkcrm.commands',
      'process sender.commands',
      'send text',
    ];
    expect(await wayInTrace(call.traceId, last, request)).toEqual([...upToSend, last]);
    expect(await wayInTrace(call.traceId, 'emit message.updated', request)).toEqual([
      ...upToSend,
      'publish bkcrm.results',
      'process ticket.send-results',
      'emit message.updated',
    ]);
    const spans = collector.ofTrace(call.traceId);
    expect(spans.filter((span) => span.failed)).toEqual([]);
    expect(JSON.stringify(spans)).not.toMatch(/Bom dia|5511987650123/);
  });

  it('marks what failed', async () => {
    const id = await ticketId();
    const { simulator } = system.current;
    const message = [{ jid: '5511987650123@s.whatsapp.net', exists: false, number: '5511987650123' }];
    const body = { status: 400, error: 'Bad Request', response: { message } };
    await simulator.fault({ action: 'respond', status: 400, body, endpoint: 'message/sendText', times: 1 });
    client.send(id, { text: 'De novo!' });
    await eventually(async () => expect(await statusOf('De novo!')).toBe('failed'), { timeout: 30_000 });
    await eventually(() => {
      const [failed] = collector.spans.filter((span) => span.failed && span.name.includes('sendText'));
      expect(failed?.attributes).toMatchObject({ 'http.response.status_code': 400, 'error.type': '400' });
    });
  });

  it('survives the spool: what the broker takes later is still part of it', async () => {
    const caller = aCaller();
    const { ingestBroker } = system.current;
    ingestBroker.cut();
    try {
      await post('Na fila', caller);
      await eventually(() => {
        const accepted = collector.ofTrace(caller.traceId).find(({ name }) => name === 'POST /webhook');
        expect(accepted?.attributes).toMatchObject({ 'bkcrm.way': 'spool' });
      });
    } finally {
      ingestBroker.restore();
    }
    expect(await wayInTrace(caller.traceId, 'emit message.created', 'POST /webhook')).toEqual([
      'POST /webhook',
      'publish bkcrm.inbound',
      'process ticket.inbound-p0',
      'emit message.created',
    ]);
  });

  it('survives the death of whoever should have published what was ordered', async () => {
    const before = attempts().length;
    const id = await ticketId();
    await system.current.process('ticket').stop();
    await system.current.start('ticket', { FAILPOINTS: 'r1:kill' });
    client.send(id, { text: 'Até logo!' });
    await system.current.process('ticket').exit();
    await system.current.start('ticket');
    await eventually(async () => expect(await statusOf('Até logo!')).toMatch(/sent|delivered|read/), {
      timeout: 30_000,
    });
    await eventually(
      () => {
        const sends = attempts();
        expect(sends).toHaveLength(before + 1);
        const names = collector.ofTrace(sends.at(-1)?.traceId ?? '').map(({ name }) => name);
        expect(names).toEqual(
          expect.arrayContaining([
            'request message.send-request.v1',
            'publish bkcrm.commands',
            'process ticket.send-results',
          ]),
        );
      },
      { timeout: 20_000 },
    );
  });

  it('is not recorded when whoever began it does not record it, nor continued from a stranger', async () => {
    const caller = aCaller({ sampled: false });
    await post('Sem registro', caller);
    const stranger = aCaller();
    const headers = { traceparent: stranger.traceparent };
    await (await fetch(`${system.current.urls.gateway}/api/v1/me`, { headers })).arrayBuffer();
    await eventually(() => expect(collector.spans.map(({ name }) => name)).toContain('GET /api/v1/me'));
    await eventually(async () => expect(await statusOf('Sem registro')).toBe('received'), { timeout: 15_000 });
    const recorded = aCaller();
    await post('Com registro', recorded);
    await wayInTrace(recorded.traceId, 'emit message.created', 'POST /webhook');
    for (const { traceId } of [caller, stranger]) expect(collector.ofTrace(traceId)).toEqual([]);
  });

  it('is nowhere when tracing is off: nothing is added to messages, and nothing is exported', async () => {
    const off = { OTEL_EXPORTER_OTLP_ENDPOINT: '' };
    for (const name of services) {
      await system.current.process(name).stop();
      if (name !== 'ticket') await system.current.start(name, off);
    }
    const exported = collector.calls;
    await post('Quieto', aCaller());
    const waiting = await eventually(
      async () => {
        const messages = await system.current.queued('ticket.inbound-p0');
        expect(messages).toHaveLength(1);
        return messages;
      },
      { timeout: 20_000 },
    );
    expect(waiting[0]?.headers).not.toHaveProperty('traceparent');
    await system.current.start('ticket', off);
    await eventually(() => expect(client.store.getSnapshot().status).toBe('live'), { timeout: 30_000 });
    client.send(await ticketId(), { text: 'Quieto também' });
    await eventually(async () => expect(await statusOf('Quieto também')).toMatch(/sent|delivered|read/), {
      timeout: 30_000,
    });
    const written = await auditor().query<{ headers: object; traceparent: string | null }>(
      `SELECT o.headers, c.traceparent FROM ticket.outbox_message o JOIN sender.send_command c ON c.id = (o.body->>'commandId')::uuid
       WHERE c.content->>'text' = 'Quieto também'`,
    );
    expect(written).toEqual([{ headers: { 'x-received-at': expect.any(String) }, traceparent: null }]);
    expect(collector.calls).toBe(exported);
  });
});
