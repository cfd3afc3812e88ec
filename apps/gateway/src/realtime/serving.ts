import { failpoint } from '@bkcrm/observability';
import { metrics } from '../metrics.js';
import type { FreshEvent } from './domain/encoded-event.js';
import { Interest } from './domain/interest.js';
import { mayWait } from './domain/may-wait.js';
import { ServingPace } from './domain/serving-pace.js';
import type { LiveClient } from './live-client.js';

/** Milliseconds that a timer may fire too early. */
const timerSlack = 1;
/** Milliseconds that what may wait waits for other events, at most. */
const patience = 500;

/**
 * Hands clients what happens: at once, or, to those that have just had a frame, together with what comes until their next may leave. What
 * nobody waits for goes along with what somebody does, or by itself after a while.
 */
export class Serving {
  private readonly pace = new ServingPace({ least: 5, most: 250, share: 0.4 });
  private readonly behind = new Set<LiveClient>();
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;

  /**
   * @param now milliseconds by the wall clock
   * @param onServed everybody who can be has been served, for now
   */
  constructor(
    private readonly clients: ReadonlySet<LiveClient>,
    private readonly now: () => number,
    private readonly onFailed: (client: LiveClient, error: unknown) => void,
    private readonly onServed: () => void,
  ) {}

  /** Serves whom the events concern. They are in the log already. */
  announce(events: readonly FreshEvent[]): void {
    const urgent = new Interest(events.filter(({ event }) => !mayWait(event)));
    const other = new Interest(events.filter(({ event }) => mayWait(event)));
    const patientUntil = performance.now() + patience;
    const due: LiveClient[] = [];
    for (const client of this.clients) {
      if (client.session?.isDue(urgent) === true) client.patientUntil = -Infinity;
      else if (this.behind.has(client) || client.session?.isDue(other) !== true) continue;
      else client.patientUntil = patientUntil;
      due.push(client);
    }
    this.serve(due);
    if (this.behind.size === 0) this.onServed();
  }

  forget(client: LiveClient): void {
    this.behind.delete(client);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private serve(clients: Iterable<LiveClient>): void {
    const began = performance.now();
    const gap = this.pace.gap(began);
    let [served, nextAt] = [0, Infinity];
    for (const client of clients) {
      const dueAt = Math.max(client.lastFrameAt + gap, client.patientUntil);
      if (began < dueAt - timerSlack) {
        this.behind.add(client);
        nextAt = Math.min(nextAt, dueAt);
        continue;
      }
      this.behind.delete(client);
      client.lastFrameAt = began;
      this.pump(client);
      served += 1;
    }
    if (served > 0) this.record(performance.now() - began);
    if (nextAt < this.timerAt) this.wakeAt(nextAt);
  }

  private pump(client: LiveClient): void {
    try {
      client.pump(this.now());
      void failpoint('g2');
    } catch (error) {
      this.onFailed(client, error);
    }
  }

  private record(milliseconds: number): void {
    this.pace.record(milliseconds);
    metrics.serving.observe(milliseconds / 1_000);
  }

  private wakeAt(at: number): void {
    clearTimeout(this.timer);
    this.timerAt = at;
    this.timer = setTimeout(() => {
      this.timerAt = Infinity;
      this.serve(this.behind);
      this.onServed();
    }, at - performance.now());
  }
}
