import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const form = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/** A stored secret cannot be read: its key is not among ours, it was moved to another row, or it was changed. */
export class SecretUnreadable extends Error {
  constructor(reason: string) {
    super(`a stored secret cannot be read: ${reason}`);
    this.name = 'SecretUnreadable';
  }
}

/**
 * Encrypts what is kept in a table (AES-256-GCM). The place (`server|<id>|api_key`) is authenticated with it: what was written
 * for one row and column opens in no other. The first key encrypts, all of them decrypt, so that keys can be changed.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly currentId: string;

  constructor(masterKeys: readonly string[]) {
    const keys = masterKeys.map((master) => Buffer.from(hkdfSync('sha256', master, '', 'bkcrm secret box', 32)));
    this.keys = new Map(keys.map((key) => [keyId(key), key]));
    const [first] = this.keys.keys();
    if (first === undefined) throw new Error('there is no key to encrypt with');
    this.currentId = first;
  }

  /** `v1.<key id>.<nonce, ciphertext and tag in base64url>` */
  encrypt(secret: string, place: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key(this.currentId), nonce);
    cipher.setAAD(Buffer.from(place));
    const content = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${form}.${this.currentId}.${content.toString('base64url')}`;
  }

  /** @throws SecretUnreadable */
  decrypt(stored: string, place: string): string {
    const [version, id = '', encoded = ''] = stored.split('.');
    if (version !== form) throw new SecretUnreadable('it has an unknown form');
    const content = Buffer.from(encoded, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key(id), content.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(content.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(content.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString();
    } catch {
      throw new SecretUnreadable('it was changed, or belongs elsewhere');
    }
  }

  private key(id: string): Buffer {
    const key = this.keys.get(id);
    if (key === undefined) throw new SecretUnreadable(`its key (${id}) is not among the configured ones`);
    return key;
  }
}

/** Names a key without giving it away. */
const keyId = (key: Buffer): string => createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8);
