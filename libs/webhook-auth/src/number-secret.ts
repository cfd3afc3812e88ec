import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** What a hook of ours carries in `x-webhook-secret` beside `x-bkcrm-number`: HMAC-SHA256 of the number's id, in hex. */
export function numberSecret(secret: string, numberId: string): string {
  return createHmac('sha256', secret).update(numberId).digest('hex');
}

/** The secrets that are valid at once, and what hooks carry that were made from them. */
export class NumberSecrets {
  private readonly secrets: readonly { secret: string; digest: Buffer }[];
  /** What each number's hooks carry, one for each secret: worked out anew for every call it would cost more than all else about a caller. */
  private readonly ofNumbers = new Map<string, readonly Buffer[]>();

  constructor(secrets: readonly string[]) {
    this.secrets = secrets.map((secret) => ({ secret, digest: digestOf(secret) }));
  }

  /** The secret from which the value was made for this number, or which it is itself. Takes the same time for every value. */
  find(numberId: string | undefined, given: string): string | undefined {
    const digest = digestOf(given);
    const ofNumber = numberId === undefined ? undefined : (this.ofNumbers.get(numberId) ?? this.digestsOf(numberId));
    let found: string | undefined;
    let isOfNumber = false;
    for (const [index, own] of this.secrets.entries()) {
      const expected = ofNumber?.[index];
      if (timingSafeEqual(digest, own.digest)) found = own.secret;
      if (expected === undefined || !timingSafeEqual(digest, expected)) continue;
      found = own.secret;
      isOfNumber = true;
    }
    // Anybody can make up a number; only who has a secret knows what its hooks carry.
    if (isOfNumber && numberId !== undefined && ofNumber !== undefined) this.ofNumbers.set(numberId, ofNumber);
    return found;
  }

  private digestsOf(numberId: string): Buffer[] {
    return this.secrets.map(({ secret }) => digestOf(numberSecret(secret, numberId)));
  }
}

const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer');
