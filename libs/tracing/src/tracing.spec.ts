import { eventually, TraceCollector } from '@bkcrm/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { beginSpan } from './begin-span.js';
import { startTracing } from './start-tracing.js';
import type { Tracing } from './start-tracing.js';
import { annotateFailure, traced, untraced } from './traced.js';
import { tracedBatch } from './traced-batch.js';
import { currentTraceparent, traceHeaders } from './traceparent.js';
import { isTracing } from './tracer.js';

const unsampled = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
const sampled = (digit: string): string => `00-${digit.repeat(32)}-00f067aa0ba902b7-01`;

async function begin(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await traced('step', { begins: true }, async () => {});
}

describe('tracing', () => {
  let tracing: Tracing | undefined;
  let collector: TraceCollector | undefined;

  async function on(share: number): Promise<TraceCollector> {
    collector = await TraceCollector.start();
    const OTEL_EXPORTER_OTLP_ENDPOINT = `${collector.url}/`;
    tracing = await startTracing('test', { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG: share });
    return collector;
  }

  afterEach(async () => {
    await tracing?.stop();
    await collector?.close();
    [tracing, collector] = [undefined, undefined];
  });

  it('is off without a collector: work is done, and nothing is known of traces', async () => {
    await (await startTracing('test', { OTEL_TRACES_SAMPLER_ARG: 1 })).stop();
    expect(isTracing()).toBe(false);
    expect(beginSpan('x', { begins: true })).toBeUndefined();
    expect(await traced('x', { begins: true }, async () => traceHeaders() ?? 'none')).toBe('none');
    const part = { traceparent: sampled('a') };
    expect(await tracedBatch('x', [part], async () => part.traceparent)).toBe(sampled('a'));
  });

  it('records a share, decided where a trace begins', async () => {
    const { spans } = await on(0.25);
    for (let index = 0; index < 400; index += 1) {
      await traced('outer', { begins: true }, () => traced('inner', {}, async () => {}));
    }
    await tracing?.stop();
    const outer = spans.filter(({ name }) => name === 'outer');
    expect(outer.length).toBeGreaterThan(40);
    expect(outer.length).toBeLessThan(180);
    const inner = spans.filter(({ name }) => name === 'inner');
    expect(inner.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(outer.map(({ spanId }) => spanId).sort());
  });

  it('keeps to what the caller decided, and begins nothing of its own accord', async () => {
    const { spans } = await on(1);
    await traced('unsampled', { parent: unsampled, begins: true }, async () => {
      expect(currentTraceparent()).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-00$/);
    });
    await traced('alone', {}, async () => expect(currentTraceparent()).toBeUndefined());
    await traced('outer', { begins: true }, async () => {
      await traced('of nothing', { parent: null }, async () => expect(currentTraceparent()).toBeUndefined());
      untraced(() => expect(currentTraceparent()).toBeUndefined());
    });
    await tracing?.stop();
    expect(spans.map(({ name }) => name)).toEqual(['outer']);
  });

  it('marks a step that throws with the name of the error, and one that fails in silence with the reason', async () => {
    const { spans } = await on(1);
    const broken = Object.assign(new TypeError('+55 11 98765-0123 says hello'), { code: 'E1' });
    await expect(traced('throws', { begins: true }, () => Promise.reject(broken))).rejects.toBe(broken);
    await traced('fails', { begins: true }, async () => annotateFailure('nacked'));
    await tracing?.stop();
    expect(spans.map(({ name, failed, attributes }) => [name, failed, attributes['error.type']])).toEqual([
      ['throws', true, 'TypeError E1'],
      ['fails', true, 'nacked'],
    ]);
    expect(JSON.stringify(spans)).not.toContain('98765');
  });

  it('links a batch with its messages and gives each a step in its own trace, whatever the share', async () => {
    const { spans } = await on(0);
    const parts = [{ traceparent: sampled('a') }, { traceparent: unsampled }, {}, { traceparent: sampled('b') }];
    const given = parts.map((part) => ({ ...part }));
    await tracedBatch('store', given, async () => {
      expect(given[0]?.traceparent).toMatch(/^00-a{32}-(?!00f067aa0ba902b7)[\da-f]{16}-01$/);
      expect(given.slice(1, 3)).toEqual(parts.slice(1, 3));
    });
    expect(given).toEqual(parts);
    await tracing?.stop();
    const [first, second, batch] = spans;
    expect(spans).toHaveLength(3);
    expect(batch).toMatchObject({
      name: 'store (batch)',
      parentSpanId: '',
      attributes: { 'messaging.batch.message_count': 4 },
    });
    expect([first, second].map((step) => [step?.traceId, step?.links])).toEqual([
      ['a'.repeat(32), [batch?.spanId]],
      ['b'.repeat(32), [batch?.spanId]],
    ]);
  });

  it('keeps a bounded number of spans for a collector that does not answer, and waits for it nowhere', async () => {
    const silent = await on(1);
    silent.isSilent = true;
    await begin(1_000);
    await eventually(() => expect(silent.calls).toBeGreaterThan(0));
    await begin(50_000);
    silent.answer();
    await eventually(() => expect(silent.spans.length).toBeGreaterThan(1_000), { timeout: 20_000 });
    // It comes after everything that waited.
    await traced('last', { begins: true }, async () => {});
    await eventually(() => expect(silent.spans.map(({ name }) => name)).toContain('last'), { timeout: 20_000 });
    // What waited, and what the call had in hand that got no answer; the rest was dropped.
    expect(silent.spans.length).toBeLessThanOrEqual(2_048 + 512);
  });
});
