import { cleanText } from './json-text.js';

/**
 * Readers for JSON values that Evolution spells differently by event and version.
 * All take anything and answer null (or undefined) for what they cannot read; none throws.
 */

export type JsonRecord = Record<string, unknown>;

export function asRecord(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null;
}

/** An own field. `constructor` or `__proto__` as a name must not reach Object.prototype. */
export function field(record: JsonRecord | null | undefined, name: string): unknown {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

export function recordField(record: JsonRecord | null | undefined, name: string): JsonRecord | null {
  return asRecord(field(record, name));
}

export function listField(record: JsonRecord | null | undefined, name: string): unknown[] {
  const value = field(record, name);
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Clean text, or undefined for anything but a non-empty string. */
export function textField(record: JsonRecord | null | undefined, name: string, limit?: number): string | undefined {
  const value = field(record, name);
  if (typeof value !== 'string' || value === '') return undefined;
  return cleanText(value, limit);
}

/** Number from an int64 in any form (number, decimal string, `{low, high, unsigned}`); undefined when absent or not finite. */
export function numberField(record: JsonRecord | null | undefined, name: string): number | undefined {
  return readNumber(field(record, name)) ?? undefined;
}

/** A size, count or duration: like numberField, but never negative. */
export function countField(record: JsonRecord | null | undefined, name: string): number | undefined {
  const value = numberField(record, name);
  return value !== undefined && value >= 0 ? value : undefined;
}

export function flagField(record: JsonRecord | null | undefined, name: string): boolean {
  const value = field(record, name);
  return value === true || value === 'true' || value === 1;
}

/** Number from any spelling of an int64; null when it is none. Values beyond 2^53 lose their last digits. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return /^-?\d{1,20}(\.\d{1,20})?$/.test(value) ? Number(value) : null;
  const long = asRecord(value);
  const low = field(long, 'low');
  const high = field(long, 'high');
  if (!isInt32(low) || !isInt32(high)) return null;
  // `low` is signed in JSON even though it holds the lower 32 bits.
  const upper = field(long, 'unsigned') === true ? high >>> 0 : high;
  return upper * 4_294_967_296 + (low >>> 0);
}

/** Bytes from base64 text, an index-keyed object or `{type:'Buffer', data}`; null when it is none, or longer than `limit`. */
export function readBytes(value: unknown, limit = 65_536): Uint8Array | null {
  if (value instanceof Uint8Array) return value.length <= limit ? value : null;
  if (typeof value === 'string') return readBase64(value, limit);
  if (Array.isArray(value)) return readByteList(value as unknown[], limit);
  const record = asRecord(value);
  if (!record) return null;
  const data = field(record, 'data');
  if (field(record, 'type') === 'Buffer' && Array.isArray(data)) return readByteList(data as unknown[], limit);
  return readIndexKeyed(record, limit);
}

/** Enum as its number, from the number or from one of the names (the place in `names` is the number); null when unknown. */
export function readEnum(value: unknown, names: ReadonlyMap<string, number>): number | null {
  if (typeof value === 'string') return names.get(value.toUpperCase()) ?? readNumber(value);
  return readNumber(value);
}

/** Date from Unix seconds in any spelling of a number; milliseconds are recognised by their size. Null when it is no plausible time. */
export function readSeconds(value: unknown): Date | null {
  const seconds = readNumber(value);
  if (seconds === null || seconds <= 0) return null;
  return plausible(seconds > 100_000_000_000 ? seconds : seconds * 1_000);
}

/** Date from Unix milliseconds in any spelling of a number, or from ISO text; null when it is no plausible time. */
export function readMilliseconds(value: unknown): Date | null {
  const milliseconds = readNumber(value);
  if (milliseconds !== null) return milliseconds > 0 ? plausible(milliseconds) : null;
  return typeof value === 'string' && value.length < 64 ? plausible(Date.parse(value)) : null;
}

const endOfCalendar = Date.UTC(9999, 0);

function plausible(milliseconds: number): Date | null {
  return milliseconds > 0 && milliseconds < endOfCalendar ? new Date(Math.trunc(milliseconds)) : null;
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 0xffff_ffff;
}

function readBase64(text: string, limit: number): Uint8Array | null {
  if (text.length > (limit * 4) / 3 + 4 || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

function readByteList(list: readonly unknown[], limit: number): Uint8Array | null {
  return list.length <= limit && list.every(isByte) ? Uint8Array.from(list) : null;
}

function readIndexKeyed(record: JsonRecord, limit: number): Uint8Array | null {
  const keys = Object.keys(record);
  if (keys.length === 0 || keys.length > limit) return null;
  // Integer-like keys come first and in order, whatever order the JSON had them in.
  if (!keys.every((key, index) => key === String(index))) return null;
  return readByteList(Object.values(record), limit);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
