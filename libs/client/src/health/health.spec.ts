import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HealthPoll } from './health-poll.js';
import { healthAfter } from './health.js';
import type { HealthReport } from './health.js';

const healthy: HealthReport = { status: 'healthy', evolution: { connected: true, instances: 2 } };

describe('the health status', () => {
  it.each([
    ['connected', 'live', healthy],
    ['connected', 'catching-up', healthy],
    ['connected', 'live', { ...healthy, evolution: { connected: false, instances: 0 } }],
    ['degraded', 'live', { ...healthy, evolution: { connected: false, instances: 2 } }],
    ['degraded', 'live', { ...healthy, status: 'degraded' }],
    ['degraded', 'live', null],
    ['reconnecting', 'offline', healthy],
    ['reconnecting', 'connecting', healthy],
    ['offline', 'offline', null],
  ] as const)('is %s when the connection is %s and the server says %o', (status, connection, report) => {
    expect(healthAfter(connection, { report, checkedAt: 1 }).status).toBe(status);
  });

  it('is not worse than the connection before the first check', () => {
    expect(healthAfter('live', { report: null, checkedAt: null }).status).toBe('connected');
    expect(healthAfter('connecting', { report: null, checkedAt: null }).status).toBe('reconnecting');
  });
});

describe('the health poll', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks at once and every 30 seconds, also after no answer came, until it is stopped', async () => {
    const answers = [healthy, null, healthy];
    const told: (HealthReport | null)[] = [];
    let asked = 0;
    const ask = (): Promise<HealthReport> => {
      const answer = answers[(asked += 1) - 1];
      return answer ? Promise.resolve(answer) : Promise.reject(new Error('no answer'));
    };
    const poll = new HealthPoll(ask, (report) => told.push(report));
    poll.start();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(told).toEqual([healthy]);
    await vi.advanceTimersByTimeAsync(30_001);
    expect(told).toEqual([healthy, null, healthy]);
    poll.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked).toBe(3);
  });

  it('starts the 30 seconds anew when it is asked out of turn, and asks once for many', async () => {
    let asked = 0;
    const poll = new HealthPoll(
      () => Promise.resolve(((asked += 1), healthy)),
      () => {},
    );
    poll.start();
    await vi.advanceTimersByTimeAsync(20_000);
    await Promise.all([poll.check(), poll.check()]);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(asked).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(3);
    poll.stop();
  });
});
