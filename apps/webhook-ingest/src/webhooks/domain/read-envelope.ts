import { normaliseEvent } from '@bkcrm/contracts';
import { outlineJson } from './outline-json.js';
import type { Span } from './outline-json.js';

/** What a webhook's body says about itself, and the body as it may be kept. */
export interface Envelope {
  /** Dotted; `unknown` when neither body nor path names one. */
  event: string;
  /** Absent when the body names none, or none of a sensible length. */
  instance: string | undefined;
  /** Byte for byte what came, but for a byte order mark and the credentials. */
  content: Buffer;
}

const longestInstance = 256;

/** Reads the envelope around the data, which it leaves to the ticket service; whatever came is kept, even if it is no JSON. */
export function readEnvelope(body: Buffer, eventOfPath: string): Envelope {
  const withoutMark = body.subarray(body.indexOf('\uFEFF') === 0 ? 3 : 0);
  const outline = outlineJson(withoutMark, { strings: ['event', 'instance'], find: isCredential });
  if (!outline) return { event: eventOfPath, instance: undefined, content: blankInText(withoutMark) };
  const event = normaliseEvent(outline.strings.get('event'));
  // It becomes a header and part of queries, which take no U+0000.
  const instance = outline.strings.get('instance')?.replaceAll('\u0000', '\uFFFD');
  return {
    event: event === 'unknown' ? eventOfPath : event,
    instance: instance && instance.length <= longestInstance ? instance : undefined,
    content: blank(
      withoutMark,
      outline.found.filter((span) => !isNull(withoutMark, span)),
    ),
  };
}

/** The envelope's `apikey`, `api_key` of the error event, `apiKey` in a typebot's session: all of them open the Evolution server. */
function isCredential(key: string): boolean {
  return key.length <= 'global_api_key'.length && /^(global_?)?api_?key$/i.test(key);
}

/** Nothing is exposed by default, and then a large body need not be copied. */
const isNull = (body: Buffer, { start, end }: Span): boolean =>
  end - start === 4 && body.toString('latin1', start, end) === 'null';

/** `null` in their place is what Evolution itself sends unless it is told to expose them. */
function blank(body: Buffer, spans: readonly Span[]): Buffer {
  if (spans.length === 0) return body;
  const parts: Buffer[] = [];
  let kept = 0;
  for (const { start, end } of spans) {
    parts.push(body.subarray(kept, start), Buffer.from('null'));
    kept = end;
  }
  return Buffer.concat([...parts, body.subarray(kept)]);
}

/** For what only looks like JSON, such as half of it. */
function blankInText(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const blanked = text.replaceAll(
    /(["']?(?:global_?)?api_?key["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|[^\s,}\]&]+)/gi,
    '$1null',
  );
  return blanked === text ? body : Buffer.from(blanked, 'latin1');
}
