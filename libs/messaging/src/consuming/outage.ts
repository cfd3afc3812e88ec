import { setTimeout as pause } from 'node:timers/promises';
import { backoff } from '../connection/backoff.js';

const waits = { initial: 200, maximum: 10_000 };

/** Waiting for what the handlers need: one probe at a time, however many consumers wait. */
export class Outage {
  private readonly stopping = new AbortController();
  private probing: Promise<void> | undefined;

  constructor(private readonly probe: () => Promise<void>) {}

  /** Whether somebody waits. */
  get isOn(): boolean {
    return this.probing !== undefined;
  }

  /**
   * Resolves when the probe has succeeded, and not before the backoff of the caller's `attempt`: a probe that is too easily pleased
   * must not make a hot loop.
   * @throws when aborted
   */
  async over(attempt: number, signal: AbortSignal): Promise<void> {
    await pause(backoff(attempt, waits), undefined, { signal });
    this.probing ??= this.untilProbed().finally(() => {
      this.probing = undefined;
    });
    await Promise.race([this.probing, aborted(signal)]);
    signal.throwIfAborted();
  }

  stop(): void {
    this.stopping.abort();
  }

  private async untilProbed(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await this.probe();
        return;
      } catch {
        await pause(backoff(attempt, waits), undefined, { signal }).catch(() => {});
      }
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
