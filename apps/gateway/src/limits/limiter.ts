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
    for (const [scope, key] of what) await this.takeToken(scope, key, this.rateOf(scope));
  }

  /** @returns the headers that say what is left. @throws Problem `rate.limited`, with the same headers */
  async takeOne(scope: LimitScope, key: string): Promise<Record<string, string>> {
    const rate = this.rateOf(scope);
    return limitHeaders(scope, rate, await this.takeToken(scope, key, rate));
  }

  private rateOf(scope: LimitScope): BucketRate {
    return scope === 'address' || scope === 'handshake' ? this.address : this.each;
  }

  private async takeToken(scope: LimitScope, key: string, rate: BucketRate): Promise<Taken> {
    const taken = await this.limits.take(scope, key, rate);
    if (taken.isAllowed) return taken;
    metrics.limited.inc({ scope });
    throw problems.rateLimited(taken.retryAfterMs, limitHeaders(scope, rate, taken));
  }
}
