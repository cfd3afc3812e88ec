import { cleanText } from '../json-text.js';

/** An http(s) address as it came; undefined for everything else, above all `javascript:`. */
export function httpUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 4_096) return undefined;
  const text = cleanText(value).trim();
  return /^https?:\/\/[^\s<>"]+$/i.test(text) ? text : undefined;
}
