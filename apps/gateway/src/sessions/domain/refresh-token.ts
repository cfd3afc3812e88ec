import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of a refresh token: the session's id, a secret of 256 bits, and proof that both came from us. */
const [idSize, secretSize, proofSize] = [16, 32, 16];
const size = idSize + secretSize + proofSize;

/** A refresh token that we issued at some time; whether it is still good only the session knows. */
export interface RefreshToken {
  readonly text: string;
  readonly sessionId: string;
  /** What is stored of it. */
  readonly fingerprint: string;
}

/** Makes refresh tokens and recognises them. Opaque to whoever holds one. */
export class RefreshTokens {
  private readonly key: Buffer;

  /** @param tokenKey the same on every replica */
  constructor(tokenKey: string) {
    this.key = createHmac('sha256', tokenKey).update('refresh tokens').digest();
  }

  first(sessionId: string): RefreshToken {
    return this.make(sessionId, randomBytes(secretSize));
  }

  /**
   * The one that replaces a token. Always the same for the same token, so that an answer which was lost can be given again;
   * without our key nobody can tell it from the one before.
   */
  next(token: RefreshToken): RefreshToken {
    const bytes = Buffer.from(token.text, 'base64url');
    const secret = this.hmac('next', bytes.subarray(0, idSize + secretSize));
    return this.make(token.sessionId, secret);
  }

  /** Undefined for what we never issued, so that nobody can end a session by making tokens up. */
  read(text: unknown): RefreshToken | undefined {
    if (typeof text !== 'string' || text.length > size * 2) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== size) return undefined;
    const [body, proof] = [bytes.subarray(0, size - proofSize), bytes.subarray(size - proofSize)];
    if (!timingSafeEqual(proof, this.proof(body))) return undefined;
    return this.describe(bytes);
  }

  private make(sessionId: string, secret: Buffer): RefreshToken {
    const body = Buffer.concat([Buffer.from(sessionId.replaceAll('-', ''), 'hex'), secret]);
    return this.describe(Buffer.concat([body, this.proof(body)]));
  }

  private describe(bytes: Buffer): RefreshToken {
    const hex = bytes.subarray(0, idSize).toString('hex');
    return {
      text: bytes.toString('base64url'),
      sessionId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      fingerprint: createHash('sha256').update(bytes).digest('base64url'),
    };
  }

  private proof(body: Buffer): Buffer {
    return this.hmac('proof', body).subarray(0, proofSize);
  }

  private hmac(purpose: string, data: Buffer): Buffer {
    return createHmac('sha256', this.key).update(purpose).update(data).digest();
  }
}
