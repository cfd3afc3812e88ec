/**
 * Evolution spells the protobuf fields of one message differently by place. Messages are therefore kept with marked bytes and
 * 64-bit integers, and spelled when they leave.
 */
export interface MarkedBytes {
  $bytes: string;
}
export interface MarkedInteger {
  $int64: number;
  unsigned: boolean;
}

export const bytes = (value: Uint8Array): MarkedBytes => ({ $bytes: Buffer.from(value).toString('base64') });
export const int64 = (value: number, unsigned = true): MarkedInteger => ({ $int64: value, unsigned });

interface Spelling {
  bytes: (base64: string) => unknown;
  integer: (value: number, unsigned: boolean) => unknown;
}

const indexKeyed = (base64: string): unknown => Object.fromEntries(Buffer.from(base64, 'base64').entries());
const long = (value: number, unsigned: boolean): unknown => ({
  low: value | 0,
  high: Math.floor(value / 4_294_967_296),
  unsigned,
});

/** Webhooks and answers of sends: bytes keyed by index, integers as halves. */
export const spellForWebhook = <T>(value: T): T => spell(value, { bytes: indexKeyed, integer: long });

/** Rows of the database, as `/chat/findMessages` gives them: bytes as base64, integers as halves. */
export const spellForRow = <T>(value: T): T => spell(value, { bytes: (base64) => base64, integer: long });

/** `messages.edited` and the answers of edits and deletions: bytes as base64, integers as text. */
export const spellAsProtobufJson = <T>(value: T): T =>
  spell(value, { bytes: (base64) => base64, integer: (integer) => String(integer) });

function spell<T>(value: T, spelling: Spelling): T {
  return walk(value, spelling) as T;
}

function walk(value: unknown, spelling: Spelling): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, spelling));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (typeof fields['$bytes'] === 'string') return spelling.bytes(fields['$bytes']);
  if (typeof fields['$int64'] === 'number') return spelling.integer(fields['$int64'], fields['unsigned'] === true);
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, walk(field, spelling)]));
}
