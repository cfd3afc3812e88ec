import type { OwnIdentity } from './identity.js';

/** What a reader must know besides the payload. */
export interface WebhookContext {
  /** Our own addresses on this number: its phone, its LID if known, and the envelope's `sender`. */
  own: OwnIdentity;
  /** Our clock when the webhook came: stands in for what carries no time. */
  receivedAt: Date;
}
