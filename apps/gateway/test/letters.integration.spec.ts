import { exchanges, headers, queues } from '@bkcrm/contracts';
import type { LetterResource, LetterSummary } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withGateway } from './gateway-harness.js';
import { startRealTicket } from './real-ticket.js';

const gateway = withGateway({}, startRealTicket);
let boss: string;

beforeAll(async () => {
  boss = await gateway.seed.agent('boss@example.com', 'administrator');
  await gateway.seed.query(
    `INSERT INTO ticket.whatsapp_number (id, name, instance_name, adopted_at) VALUES ($1, 'loja', 'loja', 'epoch')`,
    [uuid()],
  );
});
beforeEach(() => gateway.seed.query('TRUNCATE ticket.dead_letter, ticket.quarantined_event, ticket.message CASCADE'));

const broken = { event: 'messages.upsert', instance: 'loja', data: 'nonsense' };
const sound = (instance = 'loja') => ({
  event: 'messages.upsert',
  instance,
  data: {
    key: { remoteJid: '5511987650123@s.whatsapp.net', fromMe: false, id: '3EB0AAAABBBBCCCCDDDD' },
    pushName: 'Mariana',
    message: { conversation: 'good morning' },
    messageType: 'conversation',
    messageTimestamp: 1_790_000_000,
  },
});

async function post(webhook: { event: string; instance: string }, messageId = uuid()): Promise<string> {
  const message = {
    exchange: exchanges.inbound,
    routingKey: `p0.${webhook.event}`,
    content: webhook,
    messageId,
    type: 'webhook.v1',
    headers: {
      [headers.event]: webhook.event,
      [headers.instance]: webhook.instance,
      [headers.receivedAt]: new Date().toISOString(),
    },
  };
  // The ticket service may still be declaring its queues; the same id again is the same message.
  await eventually(async () => expect(await gateway.publisher.publish(message)).toBe('confirmed'));
  return messageId;
}

async function list(box: string): Promise<LetterSummary[]> {
  const response = await gateway.fetch(boss, `/api/v1/letters/${box}`);
  return ((await response.json()) as { items: LetterSummary[] }).items;
}

/** The only letter, once it has come so often. */
const letterCounted = (count: number, box = 'ticket'): Promise<LetterSummary> =>
  eventually(async () => {
    const [letter, ...others] = await list(box);
    expect([letter?.count, others]).toEqual([count, []]);
    return letter as LetterSummary;
  });

async function order(box: string, what: 'replay' | 'discard', json: object): Promise<string[]> {
  const response = await gateway.fetch(boss, `/api/v1/letters/${box}/${what}`, { json });
  expect(response.status).toBe(200);
  return ((await response.json()) as { ids: string[] }).ids;
}

const stored = () => gateway.seed.query<{ text: string }>('SELECT text FROM ticket.message');
const audited = async (act: string): Promise<Record<string, unknown>[]> =>
  ((await (await gateway.fetch(boss, `/api/v1/audit?act=${act}`)).json()) as { items: Record<string, unknown>[] })
    .items;

describe('a dead letter', () => {
  it('leaves the broker, and is listed with its reason and read with what it says', async () => {
    await post(broken);
    const letter = await letterCounted(1);
    expect(letter).toMatchObject({
      box: 'ticket',
      queue: queues.ticketInboundP0,
      event: 'messages.upsert',
      instance: 'loja',
      reason: expect.stringContaining('malformed') as string,
    });
    const response = await gateway.fetch(boss, `/api/v1/letters/ticket/${letter.id}`);
    expect(JSON.parse(((await response.json()) as LetterResource).body)).toEqual(broken);
  });

  it('that fails again after a replay is the same one, counted once more', async () => {
    await post(broken);
    const { id } = await letterCounted(1);
    expect(await order('ticket', 'replay', { ids: [id] })).toEqual([id]);
    const second = await letterCounted(2);
    expect(second.id).toBe(id);
    await order('ticket', 'replay', { ids: [id] });
    expect((await letterCounted(3)).id).toBe(id);
    const [latest] = await audited('letter.replayed');
    expect(latest).toMatchObject({ actorId: boss, subjectId: id, details: { box: 'ticket', edited: false } });
  });

  it('that was mended is handled under its own id, and replaying everything twice changes nothing', async () => {
    await post(broken);
    const { id } = await letterCounted(1);
    const [copy] = await gateway.seed.query<Record<string, unknown>>('SELECT * FROM ticket.dead_letter');
    await order('ticket', 'replay', { ids: [id], body: JSON.stringify(sound()) });
    await eventually(async () => expect(await stored()).toHaveLength(1));
    // As after a crash between the broker's confirm and the end of the row, and with two who press the button at once.
    await gateway.seed.query(
      'INSERT INTO ticket.dead_letter SELECT * FROM json_populate_record(NULL::ticket.dead_letter, $1)',
      [JSON.stringify({ ...copy, body: `\\x${Buffer.from(JSON.stringify(sound())).toString('hex')}` })],
    );
    await Promise.all([order('ticket', 'replay', { ids: [id] }), order('ticket', 'replay', { ids: [id] })]);
    // What follows in the same queue has been handled after it.
    await post(broken);
    await letterCounted(1);
    expect(await stored()).toEqual([{ text: 'good morning' }]);
  });

  it('is thrown away with a reason, by administrators only', async () => {
    await post(broken);
    const { id } = await letterCounted(1);
    const agent = await gateway.seed.agent(`${uuid()}@example.com`, 'agent');
    const json = { ids: [id], reason: 'a test of the provider' };
    expect((await gateway.fetch(agent, '/api/v1/letters/ticket/discard', { json })).status).toBe(403);
    expect(await order('ticket', 'discard', json)).toEqual([id]);
    expect(await list('ticket')).toEqual([]);
    const [entry] = await audited('letter.discarded');
    expect(entry).toMatchObject({ subjectId: id, details: { box: 'ticket', reason: 'a test of the provider' } });
    expect((await gateway.fetch(boss, `/api/v1/letters/ticket/${id}`)).status).toBe(404);
  });

  it('cannot become what no queue takes, and pages go on where they ended', async () => {
    for (let index = 0; index < 3; index += 1) await post(broken);
    await eventually(async () => expect(await list('ticket')).toHaveLength(3));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const response = await gateway.fetch(
        boss,
        `/api/v1/letters/ticket?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      const page = (await response.json()) as { items: LetterSummary[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(3);
    const body = { ids: seen.slice(0, 1), body: 'no JSON' };
    expect((await gateway.fetch(boss, '/api/v1/letters/ticket/replay', { json: body })).status).toBe(422);
    expect((await gateway.fetch(boss, '/api/v1/letters/ticket?cursor=x')).status).toBe(400);
  });
});

describe('a webhook in quarantine', () => {
  it('without an event lies there only, not among the dead letters as well', async () => {
    await post({ event: '', instance: 'nobody' });
    await letterCounted(1, 'quarantine');
    // What follows in the same queue has been handled after it.
    await post(broken);
    await letterCounted(1);
  });

  it('stays when it is replayed too early, and is stored once its number is known', async () => {
    await post(sound('later'));
    const { id } = await letterCounted(1, 'quarantine');
    await order('quarantine', 'replay', { ids: [id] });
    expect((await letterCounted(2, 'quarantine')).id).toBe(id);
    await gateway.seed.query(
      `INSERT INTO ticket.whatsapp_number (id, name, instance_name, adopted_at) VALUES ($1, 'l', 'later', 'epoch')`,
      [uuid()],
    );
    await order('quarantine', 'replay', { ids: [id] });
    await eventually(async () => expect(await stored()).toEqual([{ text: 'good morning' }]));
    expect(await list('quarantine')).toEqual([]);
  });
});
