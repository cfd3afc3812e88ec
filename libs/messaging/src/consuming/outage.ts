import { setTimeout as pause } from 'node:timers/promises';
import { backoff } from '../connection/backoff.js';

const waits = { initial: 200, maximum: 10_000 };

/** Waiting for what the handlers need: one probe at a time, however many consumers wait. */
export class Outage {
  private readonly stopping = new AbortController();
  private probing: Promise<void> | undefined;

  /** `probeTimeout` in milliseconds: a probe caught in a dead connection must not outlast the outage. */
  constructor(
    private readonly probe: () => Promise<void>,
    private readonly probeTimeout = 5_000,
  ) {}

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
      const answer = this.probe().then(
        () => true,
        () => false,
      );
      if (await Promise.race([answer, pause(this.probeTimeout, false, { ref: false })])) return;
      await pause(backoff(attempt, waits), undefined, { signal }).catch(() => {});
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
