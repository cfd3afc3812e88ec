import { Injectable, Logger } from '@nestjs/common';
import { QuarantineBox } from './quarantine-box.js';

/** Feeds quarantined webhooks into the inbound exchange again, once their number is known. Harmless to repeat: they are stored once. */
@Injectable()
export class QuarantineReplay {
  private readonly logger = new Logger(QuarantineReplay.name);

  constructor(private readonly box: QuarantineBox) {}

  /** Whatever the broker does not take stays for the next time. */
  async replay(instance: string): Promise<void> {
    const { found, replayed } = await this.box.replayInstance(instance);
    if (found > 0) this.logger.log('quarantine replayed', { instance, found, replayed });
  }
}
