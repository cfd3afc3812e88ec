import { errorMessage, textField } from '../../evolution-api/domain/exchange.js';
import type { Exchange } from '../../evolution-api/domain/exchange.js';

export type FileOutcome =
  | { kind: 'found'; content: Buffer; mimeType?: string }
  /** Evolution does not have it, or WhatsApp no longer does. */
  | { kind: 'gone' }
  | { kind: 'retry' };

/** Evolution cannot say that WhatsApp has deleted a file: every failed download is a 400, which is believed after some tries. */
const believedAfterAttempts = 4;

/** Classes what came of `POST /chat/getBase64FromMediaMessage`. `attempt` counts the tries before this one. */
export function classifyFile(exchange: Exchange, attempt: number): FileOutcome {
  if (exchange.kind === 'unanswered') return { kind: 'retry' };
  const { status, body } = exchange;
  const base64 = textField(body, 'base64');
  if (status < 300 && base64 !== undefined) {
    const mimeType = textField(body, 'mimetype');
    return { kind: 'found', content: Buffer.from(base64, 'base64'), ...(mimeType === undefined ? {} : { mimeType }) };
  }
  if (status === 400 && isGone(body)) return { kind: 'gone' };
  return (status === 400 || status < 300) && attempt >= believedAfterAttempts ? { kind: 'gone' } : { kind: 'retry' };
}

const isGone = (body: unknown): boolean =>
  /Message not found|not of the media type/.test(JSON.stringify(errorMessage(body) ?? ''));
