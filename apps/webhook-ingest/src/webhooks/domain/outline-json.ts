const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** Where a value lies in a body: first byte, and the one after the last. */
export interface Span {
  start: number;
  end: number;
}

/** What ingest must know of a body, found without parsing it: numbers beyond 2^53 stay as they are, and no nesting is too deep. */
export interface JsonOutline {
  /** Top-level strings of the asked names; the last one wins, as in JSON.parse. */
  strings: ReadonlyMap<string, string>;
  /** Values, at any depth, of the keys that were to be found; none lies inside another. */
  found: readonly Span[];
}

export interface OutlineRequest {
  strings: readonly string[];
  find: (key: string) => boolean;
}

/** @returns undefined when the body is no JSON object or array, as far as brackets and strings tell */
export function outlineJson(body: Buffer, { strings: names, find }: OutlineRequest): JsonOutline | undefined {
  const strings = new Map<string, string>();
  const found: Span[] = [];
  let depth = 0;
  let position = skipBlanks(body, 0);
  if (!opens(body[position])) return undefined;
  while (position < body.length) {
    const byte = body[position];
    if (byte !== quote) {
      if (opens(byte)) depth += 1;
      else if (closes(byte) && --depth < 0) return undefined;
      position += 1;
      continue;
    }
    const end = endOfString(body, position);
    if (end === undefined) return undefined;
    const afterKey = skipBlanks(body, end);
    if (body[afterKey] !== colon) {
      position = end;
      continue;
    }
    const key = keyAt(body, { start: position, end });
    position = skipBlanks(body, afterKey + 1);
    if (key === undefined) continue;
    if (find(key)) {
      const valueEnd = endOfValue(body, position);
      if (valueEnd === undefined) return undefined;
      found.push({ start: position, end: valueEnd });
      position = valueEnd;
    } else if (depth === 1 && names.includes(key)) {
      const value = stringAt(body, position);
      if (value === undefined) strings.delete(key);
      else strings.set(key, value);
    }
  }
  return depth === 0 ? { strings, found } : undefined;
}

/** Long enough for every name that is asked for, escaped throughout. */
const longestKey = 128;
const longestString = 1024;

/** Most keys are what they look like, and there are dozens in every body. */
function keyAt(body: Buffer, { start, end }: Span): string | undefined {
  if (end - start > longestKey) return undefined;
  const spelled = body.toString('latin1', start + 1, end - 1);
  return spelled.includes('\\') ? decodeString(body, { start, end }, longestKey) : spelled;
}

function stringAt(body: Buffer, start: number): string | undefined {
  const end = body[start] === quote ? endOfString(body, start) : undefined;
  return end === undefined ? undefined : decodeString(body, { start, end }, longestString);
}

function decodeString(body: Buffer, { start, end }: Span, longest: number): string | undefined {
  if (end - start > longest) return undefined;
  try {
    return String(JSON.parse(body.toString('utf8', start, end)));
  } catch {
    return undefined;
  }
}

function endOfValue(body: Buffer, start: number): number | undefined {
  if (body[start] === quote) return endOfString(body, start);
  let depth = 0;
  let position = start;
  while (position < body.length) {
    const byte = body[position];
    if (byte === quote) {
      const end = endOfString(body, position);
      if (end === undefined) return undefined;
      position = end;
      continue;
    }
    if (depth === 0 && (byte === 0x2c || closes(byte))) return position;
    if (opens(byte)) depth += 1;
    else if (closes(byte)) depth -= 1;
    position += 1;
    if (depth === 0 && closes(byte)) return position;
  }
  return undefined;
}

/** The byte after a string's closing quote. Most of a large body is one base64 string, which `indexOf` skips at memory speed. */
function endOfString(body: Buffer, start: number): number | undefined {
  for (let position = body.indexOf(quote, start + 1); position !== -1; position = body.indexOf(quote, position + 1)) {
    let escapes = 0;
    while (body[position - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return position + 1;
  }
  return undefined;
}

function skipBlanks(body: Buffer, start: number): number {
  let position = start;
  while (isBlank(body[position])) position += 1;
  return position;
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const opens = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;
const closes = (byte: number | undefined): boolean => byte === 0x7d || byte === 0x5d;
