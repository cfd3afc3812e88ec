/** What an answer to a send means for the message. */
export type SendOutcome =
  | { kind: 'sent'; whatsappId: string; remoteJid?: string }
  /** Final: the same message would be refused again. */
  | { kind: 'failed'; code: string; message: string }
  /** Certainly not sent, and not the message's fault: it stays in the queue. */
  | { kind: 'deferred'; trouble: NumberTrouble; retryAfterMs?: number }
  /** It may have been sent. */
  | { kind: 'unknown'; trouble?: NumberTrouble };

/**
 * Why a number cannot send for now. `closed`: not linked to WhatsApp; `missing`: no such instance; `auth`: our key is refused;
 * `limited`: told to wait; `slow`: WhatsApp or the server does not answer in time; `net`, `tls`: no connection; `5xx`: the server fails.
 */
export type NumberTrouble = 'net' | 'tls' | 'auth' | 'missing' | 'closed' | 'slow' | 'limited' | '5xx';

export interface Answer {
  status: number;
  body: unknown;
  retryAfter: string | undefined;
}

interface Rule {
  /** Absent: any. */
  status?: number[];
  /** What the answer's `response.message` looks like; absent: anything. */
  says?: (message: unknown) => boolean;
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
      /^(Text is required|Owned media must be a url or base64|For base64 the file name must be informed\.|Reaction must be a single emoji or empty string)$/,
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
  // Evolution limits nothing itself: a proxy in front of it answered.
  { status: [429], outcome: { kind: 'deferred', trouble: 'limited' } },
];

/** Reads an answer to a send. What no rule knows is `unknown`: Evolution answers 400 and 500 even after WhatsApp took the message. */
export function classifyAnswer(answer: Answer): SendOutcome {
  const { status } = answer;
  if (status >= 200 && status <= 299) return readSent(answer.body);
  const message = messageOf(answer.body);
  const rule = rules.find((rule) => (rule.status?.includes(status) ?? true) && (rule.says?.(message) ?? true));
  if (rule === undefined) return { kind: 'unknown', ...(status >= 500 ? { trouble: '5xx' as const } : {}) };
  const { outcome } = rule;
  if (outcome.kind !== 'deferred' || outcome.trouble !== 'limited') return outcome;
  return { ...outcome, retryAfterMs: readRetryAfter(answer.retryAfter) };
}

/** A success names the message; a page of HTML from some portal does not. */
function readSent(body: unknown): SendOutcome {
  const key = isObject(body) && isObject(body['key']) ? body['key'] : {};
  const { id, remoteJid } = key;
  if (typeof id !== 'string' || id === '') return { kind: 'unknown' };
  return { kind: 'sent', whatsappId: id, ...(typeof remoteJid === 'string' ? { remoteJid } : {}) };
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
