import { Injectable, Logger } from '@nestjs/common';
import { CarryOutErasures } from './carry-out-erasures.js';

const roundMs = 5_000;

/** Looks for erasures from time to time, and at once when it is told. */
@Injectable()
export class ErasureWorker {
  private readonly logger = new Logger(ErasureWorker.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly erasures: CarryOutErasures) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), roundMs);
  }

  wake(): void {
    this.running ??= this.erasures
      .execute(this.stopping.signal)
      .catch((error: unknown) => this.logger.warn('a round of erasures failed; it will be tried again', error))
      .finally(() => (this.running = undefined));
  }

  /** Finishes the step under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }
}
