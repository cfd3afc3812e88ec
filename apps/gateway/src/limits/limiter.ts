import type { BucketRate } from '@bkcrm/token-bucket';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../app.config.js';
import { problems } from '../http/problem.js';
import { metrics } from '../metrics.js';
import { limitHeaders } from './domain/limit-headers.js';
import { RateLimits } from './rate-limits.js';
import type { LimitScope, Taken } from './rate-limits.js';

/** How much each may ask of this gateway. */
@Injectable()
export class Limiter {
  private readonly each: BucketRate;
  private readonly address: BucketRate;

  constructor(
    private readonly limits: RateLimits,
    config: GatewayConfig,
  ) {
    this.each = { perSecond: config.RATE_LIMIT_PER_SECOND, burst: config.RATE_LIMIT_BURST };
    this.address = { perSecond: config.ADDRESS_RATE_LIMIT_PER_SECOND, burst: config.ADDRESS_RATE_LIMIT_BURST };
  }

  /** Takes one of each, in order. @throws Problem `rate.limited` */
  async take(...what: [scope: LimitScope, key: string][]): Promise<void> {
    for (const [scope, key] of what) await this.takeOne(scope, key);
  }

  /** @returns the headers that say what is left. @throws Problem `rate.limited`, with the same headers */
  async takeOne(scope: LimitScope, key: string): Promise<Record<string, string>> {
    const rate = scope === 'address' || scope === 'handshake' ? this.address : this.each;
    const taken: Taken = await this.limits.take(scope, key, rate);
    const headers = limitHeaders(scope, rate, taken);
    if (taken.isAllowed) return headers;
    metrics.limited.inc({ scope });
    throw problems.rateLimited(taken.retryAfterMs, headers);
  }
}
