import { describe, expect, it } from 'vitest';
import type { InboundMessage } from '../../webhooks/domain/inbound-message.js';
import { decodeSegment, encodeRecord } from './record-format.js';

const aMessage = (text: string): InboundMessage => ({
  messageId: `id of ${text}`,
  routingKey: 'p0.messages.upsert',
  headers: { 'x-event': 'messages.upsert', 'x-instance': 'São Paulo' },
  content: Buffer.from(text),
});
const texts = (segment: Buffer): string[] =>
  decodeSegment(segment).records.map(({ message }) => String(message.content));

describe('a spool segment', () => {
  const records = ['first', '', 'third BKS1 with the magic in it'].map((text) => encodeRecord(aMessage(text)));
  const segment = Buffer.concat(records);
  const [first = Buffer.of(), second = Buffer.of()] = records;

  it('gives back what was written', () => {
    const { records, corrupt, tornAt } = decodeSegment(segment);
    expect(records.map(({ message }) => message)).toEqual([
      aMessage('first'),
      aMessage(''),
      aMessage('third BKS1 with the magic in it'),
    ]);
    expect({ corrupt, tornAt }).toEqual({ corrupt: [], tornAt: undefined });
  });

  it('cuts an append that never finished, wherever it broke off', () => {
    const whole = first.length + second.length;
    for (let end = whole + 1; end < segment.length; end += 1) {
      const content = decodeSegment(segment.subarray(0, end));
      expect(content.records).toHaveLength(2);
      expect(content).toMatchObject({ corrupt: [], tornAt: whole });
    }
  });

  it('loses one record at most to a flipped bit, wherever it is', () => {
    for (let bit = 0; bit < segment.length * 8; bit += 1) {
      const damaged = Buffer.from(segment);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const content = decodeSegment(damaged);
      expect(content.records).toHaveLength(2);
      expect(content.corrupt.length + (content.tornAt === undefined ? 0 : 1)).toBe(1);
    }
  });

  it('sets aside zeros, noise and foreign bytes, and finds what comes after', () => {
    const noise = Buffer.from('BKS1 is not enough');
    expect(texts(Buffer.concat([Buffer.alloc(50), first, noise, second]))).toEqual(['first', '']);
    expect(decodeSegment(Buffer.concat([first, Buffer.alloc(50)])).corrupt).toEqual([
      { start: first.length, end: first.length + 50 },
    ]);
  });
});
