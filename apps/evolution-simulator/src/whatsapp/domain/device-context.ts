import { randomBytes } from 'node:crypto';
import { bytes, int64 } from './values.js';

/** What WhatsApp adds about the sender's devices; receivers ignore it. */
export function deviceContext(now: Date): Record<string, unknown> {
  const seconds = Math.floor(now.getTime() / 1_000);
  return {
    deviceListMetadata: {
      senderKeyIndexes: [],
      recipientKeyIndexes: [],
      senderKeyHash: bytes(randomBytes(10)),
      senderTimestamp: int64(seconds - 86_400),
      recipientKeyHash: bytes(randomBytes(10)),
      recipientTimestamp: int64(seconds - 3_600),
    },
    deviceListMetadataVersion: 2,
    messageSecret: bytes(randomBytes(32)),
  };
}
