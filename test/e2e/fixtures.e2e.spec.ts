import { readdirSync, readFileSync } from 'node:fs';
import { normaliseEvent, saysNothing } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { describe, expect, it } from 'vitest';
import { Auditor } from './stored.js';
import { webhookSecret, withSystem } from './system.js';

const folder = new URL('../fixtures/evolution/webhooks/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'index.json');

/** Those that ticket hears of. */
const telling = files.filter((file) => {
  const { event } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { event?: string };
  return !saysNothing(normaliseEvent(event));
});

/** Every payload that Evolution servers are known to send, through all services into the database, as a table meant to be read. */
describe('recorded webhooks', () => {
  const system = withSystem({ instances: ['suporte-sp'] });

  const auditor = (): Auditor => new Auditor(system.current.databaseUrl);

  /** Deliveries of webhooks that the ticket service is done with. */
  async function handled(): Promise<number> {
    const metrics = await (await system.current.administration('ticket', '/metrics')).text();
    const counts = [
      ...metrics.matchAll(/^bkcrm_messages_consumed_total\{queue="ticket\.inbound-p\d",[^}]*\} (\d+)$/gm),
    ];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /**
   * Posts every payload and waits until all that follows from them is over: the simulator has none of the recorded files,
   * so fetching them fails.
   */
  async function postAll(): Promise<number[]> {
    const before = await handled();
    const statuses = await Promise.all(
      files.map(async (file) => {
        const response = await fetch(`${system.current.urls.ingest}/webhook/evolution`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-webhook-secret': webhookSecret },
          body: readFileSync(new URL(file, folder)),
        });
        await response.arrayBuffer();
        return response.status;
      }),
    );
    const underWay = `SELECT id FROM ticket.attachment WHERE state = 'fetching' UNION ALL SELECT id FROM ticket.outbox_message WHERE sent_at IS NULL`;
    await eventually(
      async () => {
        expect(await handled()).toBeGreaterThanOrEqual(before + telling.length);
        expect(await auditor().query(underWay)).toEqual([]);
      },
      { timeout: 30_000 },
    );
    return statuses;
  }

  /** What is stored, as a table. */
  async function stored(): Promise<string> {
    const rows = await auditor().query<{ line: string }>(
      `SELECT concat_ws(' ', m.whatsapp_id, CASE WHEN m.from_me THEN 'ours' ELSE 'theirs' END, m.kind, m.status, to_json(left(m.text, 60)),
         CASE WHEN f.id IS NOT NULL THEN 'file ' || f.state END, CASE WHEN m.edited_at IS NOT NULL THEN 'edited' END,
         CASE WHEN m.deleted_at IS NOT NULL THEN 'deleted' END,
         (SELECT string_agg(r.by || ' ' || r.emoji, ', ' ORDER BY r.by) FROM ticket.reaction r WHERE r.message_id = m.id AND r.emoji <> '')) AS line
       FROM ticket.message m LEFT JOIN ticket.attachment f ON f.message_id = m.id ORDER BY m.sent_at, m.order_key, m.salt`,
    );
    const waiting = await auditor().query<{ line: string }>(
      `SELECT concat_ws(' ', 'waiting', whatsapp_id, fact_key) AS line FROM ticket.waiting_fact ORDER BY whatsapp_id, fact_key`,
    );
    const quarantined = await auditor().query<{ line: string }>(
      `SELECT concat_ws(' ', 'quarantined', instance, event, reason) AS line FROM ticket.quarantined_event GROUP BY 1 ORDER BY 1`,
    );
    return [...rows, ...waiting, ...quarantined].map(({ line }) => `${line}\n`).join('');
  }

  it('are all accepted, and stored as the table says', async () => {
    expect([files.length, telling.length]).toEqual([90, 87]);
    expect(new Set(await postAll())).toEqual(new Set([200]));
    await expect(await stored()).toMatchFileSnapshot('__snapshots__/fixtures.txt');
  });

  it('change nothing when they all come again', async () => {
    const before = await stored();
    await postAll();
    expect(await stored()).toBe(before);
  });
});
