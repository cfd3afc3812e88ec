import { describe, expect, it } from 'vitest';
import { isSampled, readTraceparent, writeTraceparent } from './traceparent.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it.each([
    ['01', true],
    ['00', false],
    ['03', true],
  ])('is read and written with the flags %s', (flags, sampled) => {
    const text = `00-${traceId}-${spanId}-${flags}`;
    const context = readTraceparent(text);
    expect(context).toMatchObject({ traceId, spanId, isRemote: true });
    expect(isSampled(context)).toBe(sampled);
    expect(context && writeTraceparent(context)).toBe(text);
  });

  it.each([
    undefined,
    null,
    '',
    'made up',
    `00-${traceId}-${spanId}`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01\r\nx-injected: 1`,
  ])('is nothing when it is %j', (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });
});
