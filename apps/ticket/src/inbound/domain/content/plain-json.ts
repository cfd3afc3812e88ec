import { cleanText } from '../json-text.js';
import { readBytes } from '../evolution-values.js';

/** Size of what is kept, in characters of JSON. */
const mostCharacters = 32_000;
const longestString = 4_096;
const deepest = 12;
const mostFields = 200;

/** Fields that hold bytes, which are base64 text in some versions. */
const binaryFields =
  /^(jpegThumbnail|pngThumbnail|thumbnail|mediaKey|waveform|.*(Sha256|Hash|Secret|Sidecar)|enc(Payload|Iv|Key)|base64|conversionData|data|axolotlSenderKeyDistributionMessage)$/i;

/**
 * A copy of any JSON that is safe to store and to send: clean text, no bytes, no `__proto__`, bounded in depth, width and
 * length. What does not fit is left out.
 */
export function plainJson(value: unknown): unknown {
  return copy(value, 0, { left: mostCharacters });
}

interface Budget {
  left: number;
}

function copy(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === 'string') return spend(budget, cleanText(value, longestString));
  if (typeof value === 'number') return Number.isFinite(value) ? spend(budget, value) : undefined;
  if (typeof value === 'boolean' || value === null) return spend(budget, value);
  if (typeof value !== 'object' || depth >= deepest || isBytes(value)) return undefined;
  if (!spendable(budget, 2)) return undefined;
  if (Array.isArray(value)) return copyList(value as unknown[], depth, budget);
  return copyRecord(value as Record<string, unknown>, depth, budget);
}

function copyList(list: readonly unknown[], depth: number, budget: Budget): unknown[] {
  return list
    .slice(0, mostFields)
    .map((element) => copy(element, depth + 1, budget))
    .filter((element) => element !== undefined);
}

function copyRecord(record: Record<string, unknown>, depth: number, budget: Budget): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(record).slice(0, mostFields)) {
    if (name === '__proto__' || name.length > 128 || isBinaryField(name, part)) continue;
    const key = cleanText(name);
    if (!spendable(budget, key.length + 4)) break;
    const copied = copy(part, depth + 1, budget);
    if (copied !== undefined) result[key] = copied;
  }
  return result;
}

function isBinaryField(name: string, value: unknown): boolean {
  return typeof value === 'string' && binaryFields.test(name) && /^[A-Za-z0-9+/_=-]{16,}$/.test(value);
}

function isBytes(value: object): boolean {
  return !Array.isArray(value) && Object.keys(value).length > 0 && readBytes(value, 10_000_000) !== null;
}

function spend<T>(budget: Budget, value: T): T | undefined {
  return spendable(budget, JSON.stringify(value).length + 1) ? value : undefined;
}

function spendable(budget: Budget, size: number): boolean {
  budget.left -= size;
  return budget.left >= 0;
}
