import type { SearchResults } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
let sales: string;
let ana: string;
let boss: string;
let salesTicket: Awaited<ReturnType<typeof gateway.seed.ticket>>;
let supportTicket: Awaited<ReturnType<typeof gateway.seed.ticket>>;

interface Said {
  text: string | null;
  at?: Date;
  content?: unknown;
  status?: string;
}

/** @returns the message's id */
async function say(
  { conversationId }: { conversationId: string },
  { text, at, content, status }: Said,
): Promise<string> {
  const id = uuid();
  await gateway.seed.query(
    `INSERT INTO ticket.message (id, conversation_id, ticket_id, number_id, direction, kind, text, content, status, from_me, sent_at, order_key)
     SELECT $1, v.id, t.id, v.number_id, 'in', 'text', $3, $4, $5, false, $6, 'a'
     FROM ticket.conversation v JOIN ticket.ticket t ON t.conversation_id = v.id WHERE v.id = $2`,
    [id, conversationId, text, JSON.stringify(content ?? {}), status ?? 'received', at ?? new Date()],
  );
  return id;
}

/** @returns the contact's id */
async function contact(name: string | null, phone: string, departmentId = sales): Promise<string> {
  const { id } = await gateway.seed.ticket(departmentId);
  const [row] = await gateway.seed.query<{ id: string }>(
    `UPDATE ticket.contact SET name = $2, phone = $3 WHERE id = (SELECT contact_id FROM ticket.ticket WHERE id = $1) RETURNING id`,
    [id, name, phone],
  );
  return row?.id ?? '';
}

async function search(agentId: string, parameters: Record<string, string>): Promise<SearchResults> {
  const response = await gateway.fetch(agentId, `/api/v1/search?${new URLSearchParams(parameters).toString()}`);
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body as SearchResults;
}

const found = async (agentId: string, q: string): Promise<string[]> =>
  (await search(agentId, { q })).messages.map(({ id }) => id);
const people = async (agentId: string, q: string): Promise<string[]> =>
  (await search(agentId, { q })).contacts.map(({ id }) => id);

async function problemOf(query: string): Promise<{ status: number; code: unknown }> {
  const response = await gateway.fetch(ana, `/api/v1/search?${query}`);
  return { status: response.status, code: ((await response.json()) as { code: unknown }).code };
}

beforeAll(async () => {
  sales = await gateway.seed.department('Sales');
  const support = await gateway.seed.department('Support');
  ana = await gateway.seed.agent('ana@example.com', 'agent', [sales]);
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
  salesTicket = await gateway.seed.ticket(sales);
  supportTicket = await gateway.seed.ticket(support);
});

describe('searching messages', () => {
  it('finds words whatever their accents and case, by all of them, and by the beginning of the last', async () => {
    const id = await say(salesTicket, { text: 'Segue o ORÇAMENTO da AÇÃO, até amanhã!' });
    for (const q of ['acao', 'AÇÃO', 'orç', 'orcamento ação', 'segue orcam'])
      expect(await found(ana, q), q).toEqual([id]);
    // Only the last may go on, and all must be there.
    for (const q of ['orc segue', 'orcamento ontem', 'camento']) expect(await found(ana, q), q).toEqual([]);
  });

  it('says which ticket to open, whose it is, and what was found where', async () => {
    const id = await say(salesTicket, { text: 'A geladeira chegou amassada' });
    expect((await search(ana, { q: 'geladeira' })).messages).toEqual([
      {
        id,
        ticketId: salesTicket.id,
        ticketNumber: expect.any(Number) as number,
        ticketStatus: 'pending',
        contact: { id: expect.any(String) as string, name: 'Mariana', phone: '5511987650123', avatarUrl: null },
        direction: 'in',
        kind: 'text',
        sentAt: expect.any(String) as string,
        snippet: [
          { text: 'A ', hit: false },
          { text: 'geladeira', hit: true },
          { text: ' chegou amassada', hit: false },
        ],
      },
    ]);
  });

  it('finds files by their names', async () => {
    const id = await say(salesTicket, { text: null, content: { media: { fileName: 'Proposta_Janeiro.pdf' } } });
    const { messages } = await search(ana, { q: 'proposta jan' });
    expect(messages).toMatchObject([
      { id, snippet: [{ text: 'Proposta', hit: true }, { text: '_' }, { hit: true }, {}] },
    ]);
  });

  it('finds nothing in a conversation of another department, unless one of its tickets may be seen', async () => {
    const id = await say(supportTicket, { text: 'sigiloso' });
    expect(await found(boss, 'sigiloso')).toEqual([id]);
    expect(await search(ana, { q: 'sigiloso' })).toMatchObject({ messages: [], nextCursor: null });
    await gateway.seed.query('UPDATE ticket.ticket SET assignee_id = $2 WHERE id = $1', [supportTicket.id, ana]);
    expect(await found(ana, 'sigiloso')).toEqual([id]);
    await gateway.seed.query('UPDATE ticket.ticket SET assignee_id = NULL WHERE id = $1', [supportTicket.id]);
    expect(await found(ana, 'sigiloso')).toEqual([]);
  });

  it('finds neither what was deleted, nor a former wording, nor what is not said yet, nor what was erased', async () => {
    const id = await say(salesTicket, { text: 'jabuticaba' });
    const later = new Date(Date.now() + 3_600_000);
    await say(salesTicket, { text: 'jabuticaba depois', status: 'scheduled', at: later });
    expect(await found(ana, 'jabuticaba')).toEqual([id]);
    await gateway.seed.query(`UPDATE ticket.message SET text = 'pitanga' WHERE id = $1`, [id]);
    await gateway.seed.query(
      `INSERT INTO ticket.message_edit (message_id, edited_at, hash, text) VALUES ($1, now(), 'x', 'jabuticaba')`,
      [id],
    );
    expect([await found(ana, 'jabuticaba'), await found(ana, 'pitanga')]).toEqual([[], [id]]);
    await gateway.seed.query('UPDATE ticket.message SET deleted_at = now() WHERE id = $1', [id]);
    expect(await found(ana, 'pitanga')).toEqual([]);
    await gateway.seed.query('UPDATE ticket.message SET deleted_at = NULL WHERE id = $1', [id]);
    expect(await found(ana, 'pitanga')).toEqual([id]);
    // What is being erased has no ticket any more, before its messages go.
    const ticket = await gateway.seed.ticket(sales);
    await say(ticket, { text: 'cupuaçu' });
    expect(await found(ana, 'cupuacu')).toHaveLength(1);
    await gateway.seed.query('DELETE FROM ticket.ticket WHERE id = $1', [ticket.id]);
    expect(await found(ana, 'cupuacu')).toEqual([]);
  });

  it('pages through years without a gap or a duplicate, the newest first', async () => {
    const ticket = await gateway.seed.ticket(sales);
    const day = 86_400_000;
    const now = Date.now();
    // Several at one moment, in every window and behind them all, and by a phone whose clock is ahead.
    const days = [-2, 0, 0, 0, 1, 6, 7, 8, 20, 34, 35, 36, 60, 118, 119, 120, 121, 400, 400, 400, 1_000];
    const ids: string[] = [];
    for (const ago of days) ids.push(await say(ticket, { text: 'carambola', at: new Date(now - ago * day) }));
    const pages: string[][] = [];
    let before: string | null = '';
    while (before !== null) {
      const parameters: Record<string, string> = { q: 'carambola', limit: '4', ...(before !== '' && { before }) };
      const page: SearchResults = await search(ana, parameters);
      pages.push(page.messages.map(({ id }) => id));
      before = page.nextCursor;
    }
    expect(pages.flat().toSorted()).toEqual(ids.toSorted());
    expect(new Set(pages.flat()).size).toBe(days.length);
    expect(pages.every(({ length }) => length <= 4)).toBe(true);
    const place = new Map(ids.map((id, index) => [id, days[index]]));
    const order = pages.flat().map((id) => place.get(id) ?? NaN);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('looks at the newest only where there are very many, and goes on from there', async () => {
    const hidden = await gateway.seed.ticket(await gateway.seed.department('Far away'));
    const shown = await gateway.seed.ticket(sales);
    await gateway.seed.query(
      `INSERT INTO ticket.message (id, conversation_id, ticket_id, number_id, direction, kind, text, status, from_me, sent_at, order_key)
       SELECT gen_random_uuid(), v.id, $2, v.number_id, 'in', 'text', 'okey', 'received', false, now() - interval '1 second' * i, 'a'
       FROM ticket.conversation v CROSS JOIN generate_series(1, 6000) i WHERE v.id = $1`,
      [hidden.conversationId, hidden.id],
    );
    const id = await say(shown, { text: 'okey', at: new Date(Date.now() - 2 * 3_600_000) });
    const first = await search(ana, { q: 'okey' });
    expect(first).toMatchObject({ messages: [], nextCursor: expect.any(String) as string });
    const second = await search(ana, { q: 'okey', before: first.nextCursor ?? '' });
    expect(second).toMatchObject({ messages: [{ id }], nextCursor: null });
  });

  it('asks the index for the words and the weeks at once', async () => {
    const plan = await gateway.seed.query<Record<string, string>>(
      `EXPLAIN SELECT id FROM ticket.message m WHERE m.deleted_at IS NULL AND
       ticket.message_words(m.text, m.content->'media'->>'fileName', m.sent_at) @@ (to_tsquery('pg_catalog.simple', 'okey') && '''@2900'''::tsquery)`,
    );
    expect(JSON.stringify(plan)).toContain('Bitmap Index Scan on message_words');
    const scans = async (): Promise<number> => {
      const [row] = await gateway.seed.query<{ scans: string }>(
        `SELECT idx_scan AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'message_words'`,
      );
      return Number(row?.scans);
    };
    const before = await scans();
    await found(ana, 'carambola');
    await eventually(async () => expect(await scans()).toBeGreaterThan(before));
  });
});

describe('searching contacts', () => {
  it('finds names by their words, the most alike first', async () => {
    const inside = await contact('Ana Conceição', '5511900000001');
    const beginning = await contact('Conceição Silva', '5511900000002');
    const exact = await contact('Conceicao', '5511900000003');
    expect(await people(ana, 'CONCEIÇÃO')).toEqual([exact, beginning, inside]);
    expect(await people(ana, 'conc')).toEqual([exact, beginning, inside]);
    expect(await people(ana, 'ana conc')).toEqual([inside]);
  });

  it('finds phones however they are typed, whole or in part', async () => {
    const id = await contact(null, '5521976543210');
    for (const q of ['+55 (21) 97654-3210', '21976543210', '97654-32', '3210'])
      expect((await people(ana, q)).includes(id), q).toBe(true);
    expect((await search(ana, { q: '21976543210' })).contacts).toMatchObject([{ id, name: '+5521976543210' }]);
  });

  it('finds nobody without a ticket that may be seen, and nobody who turned out to be another one', async () => {
    const other = await gateway.seed.department('Elsewhere');
    const id = await contact('Zenaide', '5511900000004', other);
    expect(await people(ana, 'zenaide')).toEqual([]);
    expect(await people(boss, 'zenaide')).toEqual([id]);
    await gateway.seed.query('UPDATE ticket.contact SET merged_into = $2 WHERE id = $1', [id, uuid()]);
    expect(await people(boss, 'zenaide')).toEqual([]);
  });
});

describe('a search', () => {
  it('needs something to look for', async () => {
    for (const query of ['', 'q=', 'q=%20a%20', `q=${'a'.repeat(201)}`, 'q=ok&limit=0', 'q=ok&q=no'])
      expect(await problemOf(query), query).toEqual({ status: 400, code: 'request.invalid' });
    expect(await problemOf('q=a+b')).toEqual({ status: 400, code: 'search.no-words' });
    for (const before of ['x', Buffer.from('["2026-01-01 10:00:00+00","x"]').toString('base64url')])
      expect(await problemOf(`q=ok&before=${before}`)).toEqual({ status: 400, code: 'cursor.invalid' });
  });

  it('that takes too long is given up, and says so', async () => {
    await gateway.seed.query('BEGIN; LOCK TABLE ticket.contact IN ACCESS EXCLUSIVE MODE');
    try {
      // Waiting for a lock takes time, as much work does.
      expect(await problemOf('q=carambola')).toEqual({ status: 503, code: 'search.too-slow' });
    } finally {
      await gateway.seed.query('ROLLBACK');
    }
    expect(await problemOf('q=carambola')).toMatchObject({ status: 200 });
  });

  it('leaves the database to others: two at once, a few wait, more are refused', async () => {
    const database = gateway.gateway.app.get(Database);
    await gateway.seed.query('BEGIN; LOCK TABLE ticket.contact IN ACCESS EXCLUSIVE MODE');
    const answers = Array.from({ length: 40 }, () => problemOf('q=carambola'));
    await eventually(async () => {
      const refused = await Promise.race([...answers, Promise.resolve({ code: undefined })]);
      expect(refused.code).toBe('search.busy');
    });
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await gateway.seed.query('ROLLBACK');
    const codes = (await Promise.all(answers)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'search.busy').length).toBeGreaterThanOrEqual(18);
    expect(codes.filter((code) => code === undefined).length).toBeGreaterThan(10);
  });
});
