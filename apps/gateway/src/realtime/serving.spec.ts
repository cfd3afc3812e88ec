import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anEncodedEvent, forDepartment, seesDepartment } from './domain/events.fixture.js';
import type { Interest } from './domain/interest.js';
import type { LiveClient } from './live-client.js';
import { Serving } from './serving.js';

let clients: Set<LiveClient>;
let serving: Serving;
const onFailed = vi.fn();
const onServed = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  clients = new Set();
  serving = new Serving(clients, Date.now, onFailed, onServed);
});
afterEach(() => {
  serving.stop();
  vi.useRealTimers();
  vi.clearAllMocks();
});

function aClient(department = 'sales', pump = vi.fn<() => void>()) {
  const viewer = { agentId: 'a', group: department, sees: seesDepartment(department) };
  const session = { isDue: (interest: Interest) => interest.concerns(viewer) };
  const client = { lastFrameAt: -Infinity, patientUntil: -Infinity, session, pump };
  clients.add(client as unknown as LiveClient);
  return client;
}

let seq = 0;
const happens = (department = 'sales'): void => {
  seq += 1;
  serving.announce([anEncodedEvent(seq, { audienceBefore: null, audienceAfter: forDepartment(department) })]);
};

/** A message of ours was read. */
const isRead = (): void => {
  seq += 1;
  const data = { id: 'm', direction: 'out', status: 'read' };
  const audience = { audienceBefore: forDepartment('sales'), audienceAfter: forDepartment('sales') };
  serving.announce([anEncodedEvent(seq, { type: 'message.updated', data, ...audience })]);
};

/** One event, and another every so many milliseconds. */
function happensOften(times: number, every: number): void {
  for (let time = 0; time < times; time += 1) {
    happens();
    vi.advanceTimersByTime(every);
  }
}

describe('Serving', () => {
  it('serves at once after silence, and then together what comes within five milliseconds', () => {
    const { pump } = aClient();
    happens();
    expect(pump).toHaveBeenCalledTimes(1);
    happensOften(3, 1);
    expect(pump).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(2);
    expect(pump).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(pump).toHaveBeenCalledTimes(2);
  });

  it('serves less often the longer it takes, so that it takes its share of the time', () => {
    const { pump } = aClient(
      'sales',
      vi.fn(() => void vi.advanceTimersByTime(20)),
    );
    happensOften(500, 1);
    const [calls, began] = [pump.mock.calls.length, performance.now()];
    happensOften(500, 10);
    const share = ((pump.mock.calls.length - calls) * 20) / (performance.now() - began);
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.5);
  });

  it('serves at once who had nothing lately, whatever the others had', () => {
    const [busy, quiet] = [aClient('sales'), aClient('support')];
    happens('sales');
    happens('sales');
    happens('support');
    expect(busy.pump).toHaveBeenCalledTimes(1);
    expect(quiet.pump).toHaveBeenCalledTimes(1);
  });

  it('serves after half a second what may wait, or with what comes before', () => {
    const { pump } = aClient();
    isRead();
    vi.advanceTimersByTime(300);
    isRead();
    expect(pump).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(pump).toHaveBeenCalledTimes(1);
    isRead();
    vi.advanceTimersByTime(100);
    happens();
    expect(pump).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(pump).toHaveBeenCalledTimes(2);
  });

  it('lets nothing that is urgent wait for what may', () => {
    const { pump } = aClient();
    happens();
    happens();
    isRead();
    vi.advanceTimersByTime(5);
    expect(pump).toHaveBeenCalledTimes(2);
  });

  it('leaves alone whom an event does not concern', () => {
    const other = aClient('support');
    happensOften(10, 10);
    expect(other.pump).not.toHaveBeenCalled();
  });

  it('serves the others when one cannot be served', () => {
    const broken = aClient(
      'sales',
      vi.fn(() => {
        throw new Error('broken');
      }),
    );
    const well = aClient();
    happens();
    expect(onFailed).toHaveBeenCalledWith(broken, expect.any(Error));
    expect(well.pump).toHaveBeenCalledTimes(1);
  });

  it('serves nobody who has left, nor says that all are served before they are', () => {
    const client = aClient();
    happens();
    expect(onServed).toHaveBeenCalledTimes(1);
    happens();
    expect(onServed).toHaveBeenCalledTimes(1);
    clients.delete(client as unknown as LiveClient);
    serving.forget(client as unknown as LiveClient);
    vi.advanceTimersByTime(10);
    expect(onServed).toHaveBeenCalledTimes(2);
    expect(client.pump).toHaveBeenCalledTimes(1);
  });
});
