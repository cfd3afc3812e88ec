import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { SecretUnreadable } from './secret-box.js';

const magic = Buffer.from('BKCRM1\n\0');
const idBytes = 4;
const saltBytes = 32;
const headBytes = magic.length + idBytes + saltBytes;
const tagBytes = 16;
/** Of plain text in a part: a reader holds no more than one, and passes none on that was not verified. */
const partBytes = 64 * 1024;
const sealedBytes = partBytes + tagBytes;

/**
 * Encrypts a stream of any length (AES-256-GCM in parts, each with its own nonce). Parts cannot be changed, left out, moved, or cut
 * off at the end. Every stream has a key of its own, derived from the master key.
 */
export function encryptStream(masterKey: string): Transform {
  const salt = randomBytes(saltBytes);
  const key = streamKey(masterKey, salt);
  return new Parts(
    partBytes,
    (plain, nonce) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    Buffer.concat([magic, keyId(masterKey), salt]),
  );
}

/** Reads what `encryptStream` wrote with any of these keys. The stream fails with SecretUnreadable. */
export function decryptStream(masterKeys: readonly string[]): Transform {
  return new SealedParts(masterKeys);
}

/** Cuts a stream into parts of one size and turns each into another; the last one, which may be shorter or empty, is marked in its nonce. */
class Parts extends Transform {
  private waiting: Buffer[] = [];
  private length = 0;
  private count = 0;

  constructor(
    private readonly size: number,
    private readonly turn: (part: Buffer, nonce: Buffer) => Buffer,
    head?: Buffer,
  ) {
    super();
    if (head !== undefined) this.push(head);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      const content = this.unwrap(chunk);
      this.waiting.push(content);
      this.length += content.length;
      // One part always stays behind: only the end of the stream says which is the last.
      if (this.length > this.size) this.turnWhole();
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      done(null, this.turn(Buffer.concat(this.waiting), nonceOf(this.count, true)));
    } catch (error) {
      done(error as Error);
    }
  }

  /** What of a chunk belongs to the parts. */
  protected unwrap(chunk: Buffer): Buffer {
    return chunk;
  }

  private turnWhole(): void {
    let rest = Buffer.concat(this.waiting);
    while (rest.length > this.size) {
      this.push(this.turn(rest.subarray(0, this.size), nonceOf(this.count, false)));
      this.count += 1;
      rest = rest.subarray(this.size);
    }
    this.waiting = [rest];
    this.length = rest.length;
  }
}

/** Parts behind a head that says by which key they are opened. */
class SealedParts extends Parts {
  private key: Buffer | undefined;
  private head = Buffer.alloc(0);

  constructor(private readonly masterKeys: readonly string[]) {
    super(sealedBytes, (sealed, nonce) => openPart(this.key, sealed, nonce));
  }

  protected override unwrap(chunk: Buffer): Buffer {
    if (this.key !== undefined) return chunk;
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < headBytes) return Buffer.alloc(0);
    this.key = keyOf(this.head, this.masterKeys);
    return this.head.subarray(headBytes);
  }
}

function openPart(key: Buffer | undefined, sealed: Buffer, nonce: Buffer): Buffer {
  if (key === undefined || sealed.length < tagBytes) throw new SecretUnreadable('it is cut off');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    throw new SecretUnreadable('it was changed or is cut off');
  }
}

function keyOf(head: Buffer, masterKeys: readonly string[]): Buffer {
  if (!head.subarray(0, magic.length).equals(magic)) throw new SecretUnreadable('it has an unknown form');
  const id = head.subarray(magic.length, magic.length + idBytes);
  const master = masterKeys.find((candidate) => keyId(candidate).equals(id));
  if (master === undefined)
    throw new SecretUnreadable(`its key (${id.toString('hex')}) is not among the configured ones`);
  return streamKey(master, head.subarray(magic.length + idBytes, headBytes));
}

function nonceOf(count: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(count), 0);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

const streamKey = (masterKey: string, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, salt, 'bkcrm secret stream', 32));

/** Names a key without giving it away. */
const keyId = (masterKey: string): Buffer =>
  createHash('sha256').update('stream key id').update(masterKey).digest().subarray(0, idBytes);
