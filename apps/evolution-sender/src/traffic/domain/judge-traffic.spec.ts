import { describe, expect, it } from 'vitest';
import { isSuspicious, judgeTraffic } from './judge-traffic.js';
import type { Traffic } from './judge-traffic.js';

const now = new Date('2026-11-25T12:00:00Z');
const ago = (minutes: number): Date => new Date(Number(now) - minutes * 60_000);
const traffic = (overrides: Partial<Traffic> = {}): Traffic => ({
  now,
  state: 'open',
  stateAt: ago(600),
  lastInAt: ago(2),
  missed: 1,
  stuck: 0,
  stuckSince: null,
  lastAckAt: null,
  paused: null,
  whatsappAnswers: null,
  ...overrides,
});
const silent = { lastInAt: ago(30), missed: 6 };
const stuck = { stuck: 3, stuckSince: ago(10), lastAckAt: ago(20) };

describe('the health of a number', () => {
  it('is good while messages come as they usually do', () => {
    expect(judgeTraffic(traffic(), null)).toEqual({ code: 'ok', since: null, parameters: {} });
    expect(judgeTraffic(traffic({ lastInAt: ago(400) }), null)).toMatchObject({ code: 'ok' });
    expect(judgeTraffic(traffic({ missed: 50 }), null)).toMatchObject({ code: 'ok' });
  });

  it('is silent when many more messages than none were to be expected', () => {
    expect(judgeTraffic(traffic(silent), null)).toMatchObject({ code: 'silent', since: ago(30).toISOString() });
  });

  it('is unacknowledged when nothing was confirmed since several messages were sent', () => {
    expect(judgeTraffic(traffic(stuck), null)).toMatchObject({ code: 'unacknowledged', since: ago(10).toISOString() });
    expect(judgeTraffic(traffic({ ...stuck, lastAckAt: ago(5) }), null)).toMatchObject({ code: 'ok' });
  });

  it('is dead when WhatsApp does not answer either, whatever Evolution says', () => {
    for (const suspicion of [silent, stuck]) {
      expect(isSuspicious(traffic(suspicion))).toBe(true);
      expect(judgeTraffic(traffic({ ...suspicion, whatsappAnswers: false }), null)).toMatchObject({ code: 'dead' });
    }
    expect(isSuspicious(traffic())).toBe(false);
  });

  it('is disconnected when Evolution says so, and paused when sends wait', () => {
    expect(judgeTraffic(traffic({ state: 'close' }), null)).toMatchObject({
      code: 'disconnected',
      parameters: { state: 'close' },
    });
    expect(judgeTraffic(traffic({ paused: { reason: 'auth', until: now } }), null)).toMatchObject({
      code: 'paused',
      parameters: { reason: 'auth', until: now.toISOString() },
    });
  });

  it('keeps the beginning of what goes on, and says for a while that it is over', () => {
    const before = { code: 'silent' as const, since: ago(60).toISOString(), parameters: {} };
    expect(judgeTraffic(traffic(silent), before).since).toBe(before.since);
    const recovered = judgeTraffic(traffic(), before);
    expect(recovered).toEqual({
      code: 'recovered',
      since: before.since,
      parameters: { was: 'silent', to: now.toISOString() },
    });
    expect(judgeTraffic(traffic(), recovered)).toEqual(recovered);
    const longAgo = { ...recovered, parameters: { was: 'silent', to: ago(16).toISOString() } };
    expect(judgeTraffic(traffic(), longAgo)).toMatchObject({ code: 'ok' });
  });
});
