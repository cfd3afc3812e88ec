import type { JsonRecord } from '../evolution-values.js';
import { asRecord, field, flagField, recordField } from '../evolution-values.js';

/** A message's content, out of all its wrappers. */
export interface Unwrapped {
  /** WhatsApp's name of the content, e.g. `imageMessage`. */
  type: string;
  /** A text for `conversation`, an object for everything else. */
  body: unknown;
  /** The object that holds the content and, beside it, `base64` and `mediaUrl`. */
  holder: JsonRecord;
  viewOnce: boolean;
  /** Context blocks, the outermost first. */
  contexts: JsonRecord[];
}

/** WhatsApp nests two or three deep; more is somebody's play. */
const deepest = 8;

/** Stand beside the content and are none. */
const companions = new Set([
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'contextInfo',
  'base64',
  'mediaUrl',
  'speechToText',
  'quoted',
  'call',
]);

const viewOnceWrappers = new Set(['viewOnceMessage', 'viewOnceMessageV2', 'viewOnceMessageV2Extension']);

/** Has a `message` inside and yet is a content of its own. */
const notWrappers = new Set(['commentMessage', 'protocolMessage']);

/**
 * Finds the content of a message and takes off the wrappers (ephemeral, view-once, captioned document, edited, poll V4 …, and
 * any new one of the same form). Null when there is none: a key distribution, an empty message.
 */
export function unwrapContent(message: JsonRecord | null, messageType?: unknown): Unwrapped | null {
  const contexts: JsonRecord[] = [];
  let viewOnce = false;
  let holder = message;
  let hint = messageType;
  for (let depth = 0; depth < deepest && holder; depth += 1) {
    addContext(contexts, holder);
    const type = contentTypeOf(holder, hint);
    if (type === null) return null;
    const body = field(holder, type);
    const wrapped = notWrappers.has(type) ? null : recordField(asRecord(body), 'message');
    addContext(contexts, asRecord(body));
    if (!wrapped) {
      return { type, body, holder, viewOnce: viewOnce || flagField(asRecord(body), 'viewOnce'), contexts };
    }
    viewOnce ||= viewOnceWrappers.has(type);
    holder = wrapped;
    hint = undefined;
  }
  return null;
}

/** Whether a message only hands out group keys or rings a group call, so that there was nothing to read. */
export function isKeyDistribution(message: JsonRecord): boolean {
  return ['senderKeyDistributionMessage', 'fastRatchetKeySenderKeyDistributionMessage', 'call'].some(
    (name) => recordField(message, name) !== null,
  );
}

function addContext(contexts: JsonRecord[], record: JsonRecord | null): void {
  const context = recordField(record, 'contextInfo');
  if (context) contexts.push(context);
}

function contentTypeOf(message: JsonRecord, hint: unknown): string | null {
  if (typeof hint === 'string' && !companions.has(hint) && isContent(field(message, hint))) return hint;
  const types = Object.keys(message).filter((name) => !companions.has(name) && isContent(message[name]));
  // The order of keys is not stable, the answer has to be.
  return types.sort()[0] ?? null;
}

function isContent(value: unknown): boolean {
  return asRecord(value) !== null || (typeof value === 'string' && value !== '');
}
