import { asRecord, field } from './evolution-values.js';

/**
 * The elements of a webhook's `data`, which is an array, a single object or `{messages: []}` (a back-fill's answer nests
 * `records` in it) by event, version and server. Null when it is none of these.
 */
export function elementsOf(data: unknown): unknown[] | null {
  if (Array.isArray(data)) return data as unknown[];
  const record = asRecord(data);
  if (!record) return null;
  const inner = field(record, 'messages');
  if (Array.isArray(inner)) return inner as unknown[];
  const records = field(asRecord(inner), 'records');
  return Array.isArray(records) ? (records as unknown[]) : [record];
}
