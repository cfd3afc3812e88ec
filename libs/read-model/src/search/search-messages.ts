import type { MessageHit, MessageKind, Page, TicketStatus } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import { decodeCursor, encodeCursor, InvalidCursor } from '../cursor.js';
import { nameOfContact } from '../name-of-contact.js';
import { ticketScope } from '../scope.js';
import type { Principal } from '../scope.js';
import { snippetOf } from './snippet.js';
import { SearchTime, SearchTooSlow } from './search-time.js';
import { toQuery } from './search-words.js';
import type { SearchWords } from './search-words.js';
import { windowsFrom } from './search-windows.js';
import type { SearchWindow } from './search-windows.js';

/** Messages with the words of which it is found out whether they may be seen, in one window: the newest. */
const mostCandidates = 5_000;
/** A phone's clock may be ahead of ours. */
const aheadMs = 7 * 86_400_000;

interface Place {
  /** With microseconds. */
  sentAt: string;
  id: string;
}

interface HitRow {
  candidates: number;
  reached: Place | null;
  /** Null: nothing was found, and the row says only how far that was looked. */
  id: string | null;
  ticket_id: string;
  ticket_number: number;
  ticket_status: TicketStatus;
  contact_id: string;
  contact_name: string | null;
  contact_phone: string | null;
  avatar_url: string | null;
  direction: 'in' | 'out';
  kind: MessageKind;
  sent_at: Date;
  sent_at_text: string;
  text: string | null;
  file_name: string | null;
}

/** What is not said yet, and what nobody may read any more, is not found. */
const statementOf = (scope: string, query: string): string => `
  WITH candidate AS MATERIALIZED (
    SELECT m.id, m.conversation_id, m.ticket_id, m.sent_at FROM ticket.message m
    WHERE ticket.message_words(m.text, m.content->'media'->>'fileName', m.sent_at) @@ (${query})
      AND m.deleted_at IS NULL AND m.status <> 'scheduled' AND (m.sent_at, m.id) < ($5::timestamptz, $6::uuid)
    ORDER BY m.sent_at DESC, m.id DESC LIMIT ${mostCandidates}),
  hit AS (
    SELECT k.id, k.sent_at, s.* FROM candidate k CROSS JOIN LATERAL (
      SELECT t.id AS ticket_id, t.number AS ticket_number, t.status AS ticket_status, t.contact_id FROM ticket.ticket t
      WHERE t.conversation_id = k.conversation_id AND ${scope}
      ORDER BY t.merged_into IS NULL DESC, t.id = k.ticket_id DESC NULLS LAST, t.opened_at DESC LIMIT 1) s
    ORDER BY k.sent_at DESC, k.id DESC LIMIT $7)
  SELECT (SELECT count(*)::int FROM candidate) AS candidates,
    (SELECT json_build_object('sentAt', k.sent_at::text, 'id', k.id) FROM candidate k ORDER BY k.sent_at, k.id LIMIT 1) AS reached,
    h.id, h.ticket_id, h.ticket_number, h.ticket_status, h.sent_at, h.sent_at::text AS sent_at_text,
    c.id AS contact_id, c.name AS contact_name, c.phone AS contact_phone, c.avatar_url,
    m.direction, m.kind, left(m.text, 10000) AS text, m.content->'media'->>'fileName' AS file_name
  FROM (VALUES (1)) one LEFT JOIN
    (hit h JOIN ticket.message m ON m.id = h.id JOIN ticket.contact c ON c.id = h.contact_id) ON true
  ORDER BY h.sent_at DESC, h.id DESC`;

const words = `to_tsquery('pg_catalog.simple', $4)`;
const wordsOfWeeks = `${words} && $8::tsquery`;

export interface SearchPage {
  before?: string | undefined;
  /** 1 to 50. */
  limit: number;
  now: Date;
}

/**
 * Messages with all of the words, the newest first. A page that took too long or met too much that may not be seen ends early.
 * @throws SearchTooSlow, InvalidCursor
 */
export async function searchMessages(
  db: Database,
  principal: Principal,
  search: SearchWords,
  { before, limit, now }: SearchPage,
): Promise<Page<MessageHit>> {
  const time = new SearchTime();
  let place = before === undefined ? undefined : readPlace(before);
  const from = place === undefined ? new Date(now.getTime() + aheadMs) : new Date(place.sentAt);
  const found: HitRow[] = [];
  const pageUpTo = (next: Place | null, rows = found): Page<MessageHit> => ({
    items: rows.map((row) => toHit(row, search)),
    nextCursor: next === null ? null : encodeCursor(next.sentAt, next.id),
  });
  for (const window of windowsFrom(from)) {
    let rows: HitRow[];
    try {
      rows = await searchWindow(db, principal, search, { window, place, limit: limit + 1 - found.length, time });
    } catch (error) {
      // What was looked through stays so: the next page tries again from there, with shorter windows.
      if (!(error instanceof SearchTooSlow) || place === undefined || encodeCursor(place.sentAt, place.id) === before)
        throw error;
      return pageUpTo(place);
    }
    const [summary] = rows;
    found.push(...rows.filter(({ id }) => id !== null));
    const [last, further] = found.slice(limit - 1);
    if (last?.id != null && further !== undefined)
      return pageUpTo({ sentAt: last.sent_at_text, id: last.id }, found.slice(0, limit));
    if (summary !== undefined && summary.candidates === mostCandidates) return pageUpTo(summary.reached);
    place = { sentAt: window.endsAt.toISOString(), id: lowestId };
  }
  return pageUpTo(null);
}

const timePattern = /^\d{4}-\d\d-\d\d[T ][\d:.]+(Z|[+-][\d:]+)$/;
const idPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const lowestId = '00000000-0000-0000-0000-000000000000';
const latest: Place = { sentAt: 'infinity', id: lowestId };

interface WindowQuestion {
  window: SearchWindow;
  place: Place | undefined;
  limit: number;
  time: SearchTime;
}

async function searchWindow(
  db: Database,
  principal: Principal,
  search: SearchWords,
  { window: { weeks }, place = latest, limit, time }: WindowQuestion,
): Promise<HitRow[]> {
  const scope = ticketScope(principal, 1);
  const parameters = [...scope.parameters, toQuery(search), place.sentAt, place.id, limit];
  return time.within(db, (tx) =>
    weeks === null
      ? tx.query<HitRow>(statementOf(scope.sql, words), parameters)
      : tx.query<HitRow>(statementOf(scope.sql, wordsOfWeeks), [
          ...parameters,
          weeks.map((week) => `'@${week}'`).join(' | '),
        ]),
  );
}

function readPlace(cursor: string): Place {
  const [sentAt = '', id = ''] = decodeCursor(cursor, 2);
  if (!timePattern.test(sentAt) || Number.isNaN(Date.parse(sentAt)) || !idPattern.test(id)) throw new InvalidCursor();
  return { sentAt, id };
}

function toHit(row: HitRow, search: SearchWords): MessageHit {
  const isInText = row.text !== null && row.text !== '';
  const inText = snippetOf(row.text ?? '', search);
  const isOfName = !inText.some(({ hit }) => hit) && row.file_name !== null;
  return {
    id: row.id ?? '',
    ticketId: row.ticket_id,
    ticketNumber: row.ticket_number,
    ticketStatus: row.ticket_status,
    contact: {
      id: row.contact_id,
      name: nameOfContact(row.contact_name, row.contact_phone),
      phone: row.contact_phone,
      avatarUrl: row.avatar_url,
    },
    direction: row.direction,
    kind: row.kind,
    sentAt: row.sent_at.toISOString(),
    snippet: isOfName || !isInText ? snippetOf(row.file_name ?? '', search) : inText,
  };
}
