import { Logger } from '@nestjs/common';

/** Runs work again and again, never twice at once; a failure is logged and the next round comes. */
export class Repeater {
  private readonly logger = new Logger(Repeater.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.run(), this.intervalMs);
    void this.run();
  }

  /** A round now; one that is under way is followed by another. */
  run(): Promise<void> {
    if (this.round !== undefined) {
      this.again = true;
      return this.round;
    }
    this.round = this.attempt().finally(() => {
      this.round = undefined;
      if (this.again && this.timer !== undefined) void this.run();
      this.again = false;
    });
    return this.round;
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.round;
  }

  private async attempt(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.logger.warn(`${this.name} failed; it will be tried again`, error);
    }
  }
}
