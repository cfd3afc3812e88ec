import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { fingerprintOf } from './domain/api-token.js';

interface KnownToken {
  id: string;
  /** Null: never. */
  expiresAt: Date | null;
}

/** For so long a revocation that nobody told us about may go unnoticed. Milliseconds. */
const trustedFor = 5_000;
const mostRemembered = 10_000;
const usesToldEvery = 60_000;

/** Which API tokens are good, remembered for a few seconds, and when they were used. */
@Injectable()
export class KnownApiTokens {
  private readonly logger = new Logger(KnownApiTokens.name);
  private readonly remembered = new Map<string, { token: KnownToken | undefined; readAt: number }>();
  private readonly usedAt = new Map<string, number>();
  private forgotten = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The integration that a token belongs to. @throws Problem `auth.invalid-token` */
  async verify(text: string): Promise<KnownToken> {
    const fingerprint = fingerprintOf(text);
    const now = this.clock.now().getTime();
    const known = this.remembered.get(fingerprint);
    const isFresh = known !== undefined && now - known.readAt < trustedFor;
    const token = isFresh ? known.token : await this.read(fingerprint, now);
    if (token === undefined || (token.expiresAt !== null && token.expiresAt.getTime() <= now))
      throw problems.unauthenticated();
    this.noteUse(token.id, now);
    return token;
  }

  /** Some were revoked. */
  forget(): void {
    this.forgotten += 1;
    this.remembered.clear();
  }

  private async read(fingerprint: string, now: number): Promise<KnownToken | undefined> {
    const { forgotten } = this;
    const [token] = await this.database.query<KnownToken>(
      `SELECT id, expires_at AS "expiresAt" FROM gateway.api_token WHERE fingerprint = $1 AND revoked_at IS NULL`,
      [fingerprint],
    );
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    if (forgotten === this.forgotten) this.remembered.set(fingerprint, { token, readAt: now });
    return token;
  }

  /** Nothing waits for it, and a missing one harms nobody. */
  private noteUse(id: string, now: number): void {
    if (now - (this.usedAt.get(id) ?? 0) < usesToldEvery) return;
    this.usedAt.set(id, now);
    this.database
      .query('UPDATE gateway.api_token SET last_used_at = $2 WHERE id = $1', [id, new Date(now)])
      .catch((error: unknown) => this.logger.debug('the use of an API token was not noted', error));
  }
}
