import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SecretUnreadable } from './secret-box.js';

/** What stands before the 32 bytes of a private X25519 key in PKCS #8. */
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicBytes = 44;
const nonceBytes = 12;
const tagBytes = 16;

/** A key pair by which others send secrets through the broker: they seal with the public half, only its owner opens. */
export class SealingKey {
  private readonly privateKey: KeyObject;
  /** Base64url, for whoever seals. */
  readonly publicKey: string;

  /** The same master key makes the same pair in every replica. */
  constructor(masterKey: string) {
    const seed = Buffer.from(hkdfSync('sha256', masterKey, '', 'bkcrm sealing key', 32));
    this.privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = exported(createPublicKey(this.privateKey)).toString('base64url');
  }

  get secret(): KeyObject {
    return this.privateKey;
  }
}

/** Seals a secret for the owner of a public key; `purpose` must be the same when it is opened. */
export function sealFor(publicKey: string, secret: string, purpose: string): string {
  const own = generateKeyPairSync('x25519');
  const key = sharedKey(own.privateKey, imported(Buffer.from(publicKey, 'base64url')), purpose);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const content = [cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([exported(own.publicKey), nonce, ...content]).toString('base64url');
}

/** @throws SecretUnreadable */
export function openSealed(key: SealingKey, sealed: string, purpose: string): string {
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    const shared = sharedKey(key.secret, imported(bytes.subarray(0, publicBytes)), purpose);
    const nonce = bytes.subarray(publicBytes, publicBytes + nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', shared, nonce);
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const content = bytes.subarray(publicBytes + nonceBytes, -tagBytes);
    return Buffer.concat([decipher.update(content), decipher.final()]).toString();
  } catch {
    throw new SecretUnreadable('it was not sealed for us');
  }
}

function sharedKey(privateKey: KeyObject, publicKey: KeyObject, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), '', `bkcrm sealed ${purpose}`, 32));
}

const exported = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const imported = (bytes: Buffer): KeyObject => createPublicKey({ key: bytes, format: 'der', type: 'spki' });
