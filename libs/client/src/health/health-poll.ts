import type { HealthReport } from './health.js';

const everyMs = 30_000;

/** Asks for the server's health every 30 seconds, and at once when told to. One question at a time. */
export class HealthPoll {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: Promise<void> | undefined;
  private isRunning = false;

  constructor(
    private readonly ask: () => Promise<HealthReport>,
    /** Null when there was no answer. */
    private readonly tell: (report: HealthReport | null) => void,
  ) {}

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    void this.check();
  }

  stop(): void {
    this.isRunning = false;
    clearTimeout(this.timer);
  }

  check(): Promise<void> {
    if (!this.isRunning) return Promise.resolve();
    this.asking ??= this.run().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    const report = await this.ask().catch(() => null);
    if (!this.isRunning) return;
    this.tell(report);
    this.timer = setTimeout(() => void this.check(), everyMs);
  }
}
