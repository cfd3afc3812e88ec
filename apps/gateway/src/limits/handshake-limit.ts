import { Clock } from '@bkcrm/observability';
import { fullBucket, refill, takeToken, waitForToken } from '@bkcrm/token-bucket';
import type { BucketLevel, BucketRate } from '@bkcrm/token-bucket';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../app.config.js';
import { problems } from '../http/problem.js';
import { metrics } from '../metrics.js';

/**
 * How many new sockets this replica lets in, wherever they come from: when another one ends, all of its clients come at once,
 * and each that is let in asks the database who it is and what it missed. Always by replica, for that is what it protects.
 */
@Injectable()
export class HandshakeLimit {
  private readonly rate: BucketRate;
  private level: BucketLevel;

  constructor(
    private readonly clock: Clock,
    { HANDSHAKES_PER_SECOND }: GatewayConfig,
  ) {
    this.rate = { perSecond: HANDSHAKES_PER_SECOND, burst: HANDSHAKES_PER_SECOND };
    this.level = fullBucket(this.rate, this.now);
  }

  /** @throws Problem `rate.limited` */
  take(): void {
    const taken = takeToken(this.level, this.rate, this.now);
    this.level = taken ?? refill(this.level, this.rate, this.now);
    if (taken !== undefined) return;
    metrics.limited.inc({ scope: 'replica' });
    throw problems.rateLimited(waitForToken(this.level, this.rate, this.now), {});
  }

  private get now(): number {
    return this.clock.now().getTime();
  }
}
