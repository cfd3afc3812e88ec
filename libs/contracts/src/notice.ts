/**
 * What administrators are told of, by kind; its data is what a sentence about it needs.
 * - `number-down`: `name`, `state`.
 * - `disk-filling-up`: `folder`, `host` (null where it is everybody's), `percent`.
 * - `backup-late`: `kind` (full, daily), `lastAt` (ISO 8601; null: never).
 * - `letters-waiting`: `box`, `count`.
 * - `ledger-differs`: `difference`.
 * - `service-down`: `service`.
 * - `certificate-expiring`: `server` (its name), `expiresAt` (ISO 8601).
 */
export const noticeKinds = [
  'number-down',
  'disk-filling-up',
  'backup-late',
  'letters-waiting',
  'ledger-differs',
  'service-down',
  'certificate-expiring',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** A problem that administrators are told of: when it begins, and when it is over. Times are ISO 8601. */
export interface NoticeResource {
  id: string;
  kind: NoticeKind;
  /** What it is about, e.g. a number's id. */
  subject: string;
  /** One English sentence, for programs and people without a dictionary. */
  text: string;
  data: Record<string, string | number | null>;
  begunAt: string;
  overAt: string | null;
}

/** Data of the signal `notices.seen`, and what REST says beside the notices: until when this administrator has seen them. */
export interface NoticesSeen {
  seenAt: string | null;
}
