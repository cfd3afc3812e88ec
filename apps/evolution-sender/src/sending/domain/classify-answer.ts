import { isProxysOwn, isRefusedByProxy } from './proxy-answer.js';

/** What an answer to a send means for the message. */
export type SendOutcome =
  | { kind: 'sent'; whatsappId: string; remoteJid?: string }
  /** Final: the same message would be refused again. */
  | { kind: 'failed'; code: string; message: string }
  /** Certainly not sent, and not the message's fault: it stays in the queue. */
  | { kind: 'deferred'; trouble?: NumberTrouble; retryAfterMs?: number }
  /** It may have been sent. */
  | { kind: 'unknown'; trouble?: NumberTrouble; retryAfterMs?: number };

/**
 * Why a number cannot send for now. `closed`: not linked to WhatsApp; `missing`: no such instance; `auth`: our key is refused;
 * `license`: the server answers nobody before it is licensed; `limited`: told to wait; `slow`: WhatsApp or the server does not
 * answer in time; `net`, `tls`: no connection; `5xx`: the server fails, or something else answers in its place.
 */
export type NumberTrouble = 'net' | 'tls' | 'auth' | 'license' | 'missing' | 'closed' | 'slow' | 'limited' | '5xx';

export interface Answer {
  status: number;
  body: unknown;
  /** Beginning of an answer that is not JSON. */
  page?: string;
  server?: string;
  retryAfter: string | undefined;
}

interface Rule {
  status: number[];
  /** What the answer's `response.message` looks like; absent: anything. */
  says?: (message: unknown) => boolean;
  /** What the whole answer looks like; absent: anything. */
  is?: (answer: Answer) => boolean;
  outcome: SendOutcome;
}

const flat = (message: unknown): string[] =>
  (Array.isArray(message) ? message : [message]).filter((part) => typeof part === 'string');
const text =
  (pattern: RegExp) =>
  (message: unknown): boolean =>
    flat(message).some((part) => pattern.test(part));
const nested = (message: unknown): boolean => Array.isArray(message) && Array.isArray(message[0]);
const unknownRecipient = (message: unknown): boolean =>
  Array.isArray(message) && message.some((part) => isObject(part) && part['exists'] === false);

const invalid: SendOutcome = {
  kind: 'failed',
  code: 'send.refused',
  message: 'Evolution refused the message as it is written.',
};
const closed: SendOutcome = { kind: 'deferred', trouble: 'closed' };

/** Every answer whose meaning is certain, from recorded exchanges; the first that fits decides. */
const rules: Rule[] = [
  {
    status: [400],
    says: unknownRecipient,
    outcome: {
      kind: 'failed',
      code: 'send.recipient-not-on-whatsapp',
      message: 'This phone number is not on WhatsApp.',
    },
  },
  // Schema errors come as an array in an array.
  { status: [400], says: nested, outcome: invalid },
  {
    status: [400],
    says: text(
      /^(Text is required|Owned media must be a url or base64|For base64 the file name must be informed\.|Reaction must be a single emoji or empty string|Message not compatible|RemoteJid does not match)$/,
    ),
    outcome: invalid,
  },
  { status: [400], says: text(/ in JSON at position \d+|^Unexpected end of JSON input$/), outcome: invalid },
  { status: [400, 500], says: text(/^(Error: )?Connection Closed$/), outcome: closed },
  // The parts of a session that are not there before the number is linked.
  {
    status: [400, 500],
    says: text(/Cannot read properties of undefined \(reading '(sendMessage|onWhatsApp|id)'\)$/),
    outcome: closed,
  },
  // WhatsApp did not say whether the recipient exists; the message itself comes after that.
  {
    status: [500],
    says: text(/Cannot read properties of undefined \(reading 'find'\)$/),
    outcome: { kind: 'deferred', trouble: 'slow' },
  },
  { status: [401, 403], outcome: { kind: 'deferred', trouble: 'auth' } },
  { status: [404], outcome: { kind: 'deferred', trouble: 'missing' } },
  // Nobody reads a message that is too large.
  {
    status: [413],
    outcome: {
      kind: 'failed',
      code: 'send.too-large',
      message: 'The message is larger than the Evolution server takes.',
    },
  },
  { status: [503], is: asksForLicense, outcome: { kind: 'deferred', trouble: 'license' } },
  // A proxy that limits, or that has no server to ask, has handed the message to nobody.
  { status: [429], is: isProxysOwn, outcome: { kind: 'deferred', trouble: 'limited' } },
  { status: [503], is: isRefusedByProxy, outcome: { kind: 'deferred', trouble: '5xx' } },
];

const doubtful: Record<number, NumberTrouble> = { 429: 'limited', 504: 'slow' };

/** Reads an answer to a send. What no rule knows is `unknown`: Evolution answers 400 and 500 even after WhatsApp took the message. */
export function classifyAnswer(answer: Answer): SendOutcome {
  const { status, body } = answer;
  if (status >= 200 && status <= 299) return readSent(body);
  const message = messageOf(body);
  const outcome = rules.find(
    (rule) => rule.status.includes(status) && (rule.says?.(message) ?? true) && (rule.is?.(answer) ?? true),
  )?.outcome ?? { kind: 'unknown', ...troubleOf(status) };
  const asksForPatience = status === 429 || (status === 503 && answer.retryAfter !== undefined);
  return asksForPatience && 'trouble' in outcome
    ? { ...outcome, retryAfterMs: readRetryAfter(answer.retryAfter) }
    : outcome;
}

function troubleOf(status: number): { trouble?: NumberTrouble } {
  const trouble = doubtful[status] ?? (status >= 500 || status < 400 ? '5xx' : undefined);
  return trouble === undefined ? {} : { trouble };
}

/** A success names the message. A page of some portal does not, and shows that it is not Evolution who answers. */
function readSent(body: unknown): SendOutcome {
  const key = isObject(body) && isObject(body['key']) ? body['key'] : {};
  const { id, remoteJid } = key;
  if (typeof id !== 'string' || id === '') return { kind: 'unknown', ...(body === undefined ? troubleOf(0) : {}) };
  return { kind: 'sent', whatsappId: id, ...(typeof remoteJid === 'string' ? { remoteJid } : {}) };
}

function asksForLicense({ body }: Answer): boolean {
  return body !== undefined && JSON.stringify(body).includes('LICENSE_REQUIRED');
}

function messageOf(body: unknown): unknown {
  return isObject(body) && isObject(body['response']) ? body['response']['message'] : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const defaultWaitMs = 30_000;
const longestWaitMs = 10 * 60_000;

/** Seconds; the date form and nonsense give the default. */
function readRetryAfter(value: string | undefined): number {
  const seconds = value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : defaultWaitMs;
}

/** What having no answer means: nothing written, nothing sent; anything written may have been read. */
export function classifyUnreachable(failure: { reason: 'net' | 'tls' | 'slow'; written: boolean }): SendOutcome {
  return failure.written ? { kind: 'unknown', trouble: failure.reason } : { kind: 'deferred', trouble: failure.reason };
}
