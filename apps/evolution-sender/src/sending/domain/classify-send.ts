import { errorMessage, field, textField } from '../../evolution-api/domain/exchange.js';
import type { Exchange } from '../../evolution-api/domain/exchange.js';

export type PauseReason =
  'not-connected' | 'missing' | 'unauthorized' | 'rate-limited' | 'unreachable' | 'not-trusted' | 'no-answer';

/** The whole number waits: what happened would happen to its next message too. */
export interface Pause {
  reason: PauseReason;
  seconds: number;
}

/**
 * What a send has come to.
 * - `held`: certainly not delivered, and not the message's fault: it stays queued.
 * - `unknown`: it may have been delivered; it must be looked for and never repeated blindly.
 */
export type SendOutcome =
  | { kind: 'sent'; whatsappId: string; remoteJid: string }
  | { kind: 'failed'; code: string; message: string }
  | { kind: 'unknown'; code: string; message: string; pause: Pause }
  | { kind: 'held'; pause: Pause };

/** Classes what came of `POST /message/sendText`, after recorded exchanges of Evolution 2.3. */
export function classifySend(exchange: Exchange): SendOutcome {
  if (exchange.kind === 'unanswered') {
    if (exchange.sent) return unknown('Evolution did not answer. It is not certain that the message was delivered.');
    return exchange.code === 'EVOLUTION_NOT_TRUSTED' ? held('not-trusted', 60) : held('unreachable', 2);
  }
  const { status, body } = exchange;
  if (status < 300) return accepted(body);
  if (status === 400) return refused(body);
  if (status === 401 || status === 403) return held('unauthorized', 60);
  if (status === 404) return isInstanceMissing(body) ? held('missing', 60) : held('unreachable', 60);
  if (status === 413) return failed('message.too-large', 'The message is too large for the WhatsApp server.');
  if (status === 429) return held('rate-limited', exchange.retryAfterSeconds ?? 30);
  // Somebody else lives at this address: nothing of ours was carried out.
  if (status < 400 || status === 405) return held('unreachable', 60);
  if (status === 500 && isLookupFailure(body)) return held('not-connected', 15);
  return unknown(`Evolution failed (${status}). It is not certain that the message was delivered.`);
}

/** Also other integrations answer 201, with somebody's error in it: only an id is proof. */
function accepted(body: unknown): SendOutcome {
  const key = field(body, 'key');
  const [whatsappId, remoteJid] = [textField(key, 'id'), textField(key, 'remoteJid')];
  return whatsappId === undefined || remoteJid === undefined
    ? unknown('Evolution accepted the message without naming it. It is not certain that it was delivered.')
    : { kind: 'sent', whatsappId, remoteJid };
}

/** Evolution turns every failure inside a send into a 400, also one after WhatsApp has taken the message. */
function refused(body: unknown): SendOutcome {
  const messages = errorMessage(body);
  const first: unknown = Array.isArray(messages) ? messages[0] : messages;
  if (field(first, 'exists') === false) return failed('recipient.not-on-whatsapp', 'This number is not on WhatsApp.');
  if (Array.isArray(first) || field(body, 'error') === 'Internal Server Error')
    return failed('message.invalid', `The WhatsApp server does not understand the message: ${brief(first)}`);
  if (typeof first === 'string' && notConnected.test(first)) return held('not-connected', 15);
  if (typeof first === 'string' && ruleViolation.test(first))
    return failed('message.refused', `The WhatsApp server refuses the message: ${brief(first)}`);
  return unknown('Evolution failed while sending. It is not certain that the message was delivered.');
}

/** The session is not there (yet): `id` and `sendMessage` are read from it before anything is sent. */
const notConnected =
  /Connection Closed|^TypeError: Cannot read properties of undefined \(reading '(id|sendMessage|onWhatsApp)'\)$/;

const ruleViolation = /is required$|must be informed|^Owned media must be|^Reaction must be/;

/** The recipient is looked up before the send, and only that answers a 500 with a bare text. */
const isLookupFailure = (body: unknown): boolean => {
  const message = errorMessage(body);
  return (
    typeof message === 'string' &&
    (message === 'Connection Closed' ||
      /^Cannot read properties of undefined \(reading '(onWhatsApp|find)'\)$/.test(message))
  );
};

const isInstanceMissing = (body: unknown): boolean =>
  /instance does not exist/.test(JSON.stringify(errorMessage(body) ?? ''));

const brief = (reason: unknown): string => (Array.isArray(reason) ? reason.join('; ') : String(reason)).slice(0, 200);

const failed = (code: string, message: string): SendOutcome => ({ kind: 'failed', code, message });
const held = (reason: PauseReason, seconds: number): SendOutcome => ({ kind: 'held', pause: { reason, seconds } });
const unknown = (message: string): SendOutcome => ({
  kind: 'unknown',
  code: 'send.outcome-unknown',
  message,
  pause: { reason: 'no-answer', seconds: 5 },
});
