import { createDataSource, Database } from '@bkcrm/database';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayConfig } from '../src/app.config.js';
import { noteErasures } from '../src/audit/note-erasures.js';
import { gatewayDatabase } from '../src/database/database.js';
import { Purge } from '../src/maintenance/purge.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway();
const now = new Date('2026-06-15T12:00:00Z');
const day = 86_400_000;
const daysAgo = (days: number): Date => new Date(now.getTime() - days * day);
let database: Database;

beforeAll(async () => {
  database = new Database(createDataSource(gatewayDatabase(gateway.config.DATABASE_URL, 2)));
  await database.dataSource.initialize();
});
afterAll(() => database.dataSource.destroy());
beforeEach(async () => {
  await gateway.seed.query(
    'TRUNCATE gateway.session, gateway.password_reset, gateway.login_failure, gateway.audit_entry',
  );
});

function purge(settings: Partial<GatewayConfig> = {}, at = now): Purge {
  const config = Object.assign(new GatewayConfig(), settings);
  return new Purge(database, { now: () => at }, config, 2);
}

async function session(name: string, dates: { created: number; rotated: number; ended?: number }): Promise<void> {
  await gateway.seed.query(
    `INSERT INTO gateway.session (id, agent_id, fingerprint, created_at, rotated_at, ended_at, user_agent) VALUES ($1, $1, '', $2, $3, $4, $5)`,
    [
      uuid(),
      daysAgo(dates.created),
      daysAgo(dates.rotated),
      dates.ended === undefined ? null : daysAgo(dates.ended),
      name,
    ],
  );
}

const column = async (sql: string): Promise<unknown[]> =>
  (await gateway.seed.query<{ value: unknown }>(sql)).map(({ value }) => value);

describe('what has had its time', () => {
  it('goes: sessions some time after their end, however they ended', async () => {
    await session('open', { created: 20, rotated: 1 });
    await session('just logged out', { created: 20, rotated: 10, ended: 9 });
    await session('long logged out', { created: 20, rotated: 15, ended: 11 });
    await session('just run out', { created: 20, rotated: 16 });
    await session('long run out', { created: 25, rotated: 18 });
    await session('too old however busy', { created: 41, rotated: 1 });
    expect((await purge({ SESSION_RETENTION_DAYS: 10 }).execute()).sessions).toBe(3);
    const left = await column(`SELECT user_agent AS value FROM gateway.session ORDER BY 1`);
    expect(left).toEqual(['just logged out', 'just run out', 'open']);
  });

  it('goes: links that nobody used, and failed logins that count no more', async () => {
    for (const [index, days] of [-1, 0, 1, 2, 3].entries())
      await gateway.seed.query(`INSERT INTO gateway.password_reset VALUES ($1, $2, $1, $3)`, [
        uuid(),
        index,
        daysAgo(days),
      ]);
    for (const [index, days] of [0, 1, 2, 3, 4].entries())
      await gateway.seed.query(`INSERT INTO gateway.login_failure VALUES ($1, 1, $2)`, [String(index), daysAgo(days)]);
    expect(await purge().execute()).toMatchObject({ resetLinks: 4, loginFailures: 4 });
    expect(await column('SELECT fingerprint AS value FROM gateway.password_reset')).toEqual(['0']);
    expect(await column('SELECT fingerprint AS value FROM gateway.login_failure')).toEqual(['0']);
  });
});

const ages = (): Promise<unknown[]> =>
  column(
    'SELECT round(extract(epoch FROM now() - at) / 86400)::int AS value FROM gateway.audit_entry ORDER BY at DESC',
  );

describe('the audit log', () => {
  beforeEach(async () => {
    for (const days of [0, 29, 31, 364, 366, 500, 900])
      await gateway.seed.query(
        `INSERT INTO gateway.audit_entry (id, act, at) VALUES ($1, 'x', now() - make_interval(days => $2))`,
        [uuid(), days],
      );
  });
  it('is read by time: from a moment on, up to another, page by page', async () => {
    const boss = await gateway.seed.agent('reader@example.com', 'administrator');
    const subjectId = await gateway.seed.agent('audited@example.com', 'agent');
    for (const hour of [1, 2, 3, 4])
      await gateway.seed.query(
        `INSERT INTO gateway.audit_entry (id, act, at, subject_id, details) VALUES ($4, 'login.failed', $1, $2, $3)`,
        [`2020-01-01T0${hour}:00:00Z`, subjectId, { hour }, uuid()],
      );
    const read = async (query: string): Promise<{ hours: unknown[]; nextCursor: string | null }> => {
      const response = await gateway.fetch(boss, `/api/v1/audit?subjectId=${subjectId}&${query}`);
      const { items, nextCursor } = (await response.json()) as {
        items: { details: { hour: number } }[];
        nextCursor: string | null;
      };
      return { hours: items.map(({ details }) => details.hour), nextCursor };
    };
    const span = 'from=2020-01-01T02:00:00Z&before=2020-01-01T04:00:00Z';
    expect((await read(span)).hours).toEqual([3, 2]);
    const first = await read(`${span}&limit=1`);
    expect([first.hours, (await read(`${span}&limit=1&cursor=${first.nextCursor}`)).hours]).toEqual([[3], [2]]);
    const bad = await gateway.fetch(boss, '/api/v1/audit?from=yesterday');
    expect(bad.status).toBe(400);
  });

  it('is kept for a year, or as long as is set, or for ever', async () => {
    const today = new Date();
    expect((await purge({ AUDIT_RETENTION_DAYS: 0 }, today).execute()).auditEntries).toBe(0);
    expect((await purge({}, today).execute()).auditEntries).toBe(3);
    expect(await ages()).toEqual([0, 29, 31, 364]);
    expect((await purge({ AUDIT_RETENTION_DAYS: 30 }, today).execute()).auditEntries).toBe(2);
    expect(await ages()).toEqual([0, 29]);
  });

  it('loses nothing younger than 30 days, not even to whoever has the gateway’s rights or a wrong clock', async () => {
    await gateway.query(`SELECT gateway.purge_audit(now() + interval '1 year', 1000)`);
    expect(await ages()).toEqual([0, 29]);
    await expect(gateway.query('DELETE FROM gateway.audit_entry')).rejects.toThrow('permission denied');
  });
});

it('stands in the audit log where the system did it by itself, once', async () => {
  const [id, contactId] = [uuid(), uuid()];
  await gateway.seed.query(
    `INSERT INTO ticket.erasure (id, contact_id, reason, state, messages, finished_at) VALUES ($1, $2, 'kept for 12 months', 'done', 7, now())`,
    [id, contactId],
  );
  expect(await noteErasures(database)).toBe(1);
  expect(await noteErasures(database)).toBe(0);
  expect(await gateway.seed.query('SELECT act, actor_id, subject_id, details FROM gateway.audit_entry')).toMatchObject([
    {
      act: 'contact.erased',
      actor_id: null,
      subject_id: contactId,
      details: { reason: 'kept for 12 months', messages: 7 },
    },
  ]);
});
