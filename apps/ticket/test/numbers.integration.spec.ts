import { AdoptNumber, DropNumber, environmentServerId } from '@bkcrm/contracts';
import type { RequestBody, RegisterNumberRequest } from '@bkcrm/contracts';
import { RequestRefused } from '@bkcrm/messaging';
import { listNumbers } from '@bkcrm/read-model';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const code = async (work: Promise<unknown>): Promise<unknown> => {
  const outcome = await work.catch((error: unknown) => error);
  return outcome instanceof RequestRefused ? outcome.code : outcome;
};

describe('numbers', () => {
  const database = withTicketDatabase();
  let harness: TicketHarness;
  let actorId: string;

  beforeAll(async () => {
    harness = await TicketHarness.open(database.url);
    actorId = await harness.addAgent({ role: 'administrator' });
  });
  afterAll(() => harness.close());
  beforeEach(async () => {
    await harness.database.query('TRUNCATE whatsapp_number, outbox_message, quarantined_event');
    harness.published.length = 0;
  });

  const wish = (more: Partial<RequestBody<RegisterNumberRequest>> = {}): RequestBody<RegisterNumberRequest> => ({
    actorId,
    name: 'Loja',
    origin: 'adopted',
    serverId: environmentServerId,
    instanceName: 'loja',
    wantsSettings: false,
    ...more,
  });
  const orders = async (type: string): Promise<unknown[]> => {
    const rows = await harness.database.query<{ body: unknown }>(
      'SELECT body FROM outbox_message WHERE type = $1 ORDER BY id',
      [type],
    );
    return rows.map(({ body }) => body);
  };
  const listed = async (): Promise<string[]> => {
    const principal = { agentId: actorId, role: 'administrator' as const, departmentIds: [] };
    return (await listNumbers(harness.database, principal)).map(({ id }) => id);
  };

  it('are adopted once, however often they are asked for', async () => {
    const first = await harness.registerNumber.execute(wish());
    expect(await harness.registerNumber.execute(wish())).toEqual(first);
    expect(await orders(AdoptNumber.type)).toMatchObject([
      { numberId: first.id, origin: 'adopted', wantsSettings: false },
    ]);
  });

  it('may have instances of one name on two servers; a webhook then tells them apart by its proven number only', async () => {
    const [here, there] = [
      await harness.registerNumber.execute(wish()),
      await harness.registerNumber.execute(wish({ serverId: uuid() })),
    ];
    expect(here.id).not.toBe(there.id);
    await harness.store.execute([aDelivery('messages.upsert', 'loja', aTextUpsert())]);
    const [held] = await harness.database.query('SELECT count(*)::int AS count FROM quarantined_event');
    expect(held).toEqual({ count: 1 });
    const upsert = aTextUpsert();
    const delivery = aDelivery('messages.upsert', 'loja', upsert);
    await harness.store.execute([{ ...delivery, headers: { ...delivery.headers, 'x-number-id': there.id } }]);
    const stored = await harness.database.query('SELECT number_id FROM message WHERE whatsapp_id = $1', [
      upsert.key.id,
    ]);
    expect(stored).toEqual([{ number_id: there.id }]);
  });

  it('are created with a name of their own, and never with an instance that is ours already', async () => {
    const id = uuid();
    const order = wish({ id, name: 'Suporte', origin: 'created', instanceName: undefined });
    const created = await harness.registerNumber.execute(order);
    expect(created.instanceName).toMatch(/^suporte-[\da-f]{8}$/);
    expect(await harness.registerNumber.execute(order)).toEqual(created);
    expect(await orders(AdoptNumber.type)).toMatchObject([{ numberId: id, origin: 'created', wantsSettings: true }]);
    await harness.registerNumber.execute(wish());
    expect(await code(harness.registerNumber.execute(wish({ origin: 'created' })))).toBe('number.instance-taken');
  });

  it('are changed by administrators, as everybody sees', async () => {
    const { id, version } = await harness.registerNumber.execute(wish());
    const departmentId = await harness.addDepartment();
    const agent = await harness.addAgent();
    expect(await code(harness.changeNumber.execute({ actorId: agent, numberId: id, name: 'x' }))).toBe(
      'actor.forbidden',
    );
    expect(await code(harness.removeNumber.execute({ actorId: agent, numberId: id, how: 'release' }))).toBe(
      'actor.forbidden',
    );
    await harness.changeNumber.execute({ actorId, numberId: id, departmentId });
    const changed = await harness.changeNumber.execute({ actorId, numberId: id, name: 'Matriz' });
    expect(changed).toMatchObject({ name: 'Matriz', department: { id: departmentId }, version: version + 2 });
    expect(harness.published.at(-1)).toMatchObject({ type: 'number.updated', data: changed });
    expect((await harness.changeNumber.execute({ actorId, numberId: id, departmentId: null })).department).toBeNull();
    const unknown = harness.changeNumber.execute({ actorId, numberId: id, departmentId: uuid() });
    expect(await code(unknown)).toBe('department.not-found');
  });

  it('show what stands in their way, and that it is gone', async () => {
    const { id } = await harness.registerNumber.execute(wish());
    const seen = { numberId: id, state: 'unknown' as const, trouble: 'tls', troubleMessage: 'Not trusted.' };
    await harness.updateNumberState.execute({ ...seen, observedAt: '2026-11-25T12:00:00.000Z' });
    expect(harness.published.at(-1)?.data).toMatchObject({ trouble: { code: 'tls', message: 'Not trusted.' } });
    await harness.updateNumberState.execute({ numberId: id, state: 'open', observedAt: '2026-11-25T12:00:01.000Z' });
    expect(harness.published.at(-1)?.data).toMatchObject({ state: 'open', trouble: null });
  });

  it('leave the lists when they are removed, and come back as others', async () => {
    const first = await harness.registerNumber.execute(wish());
    expect(await code(harness.removeNumber.execute({ actorId, numberId: first.id, how: 'delete' }))).toBe(
      'number.not-created-here',
    );
    const removed = await harness.removeNumber.execute({ actorId, numberId: first.id, how: 'release' });
    expect(removed.removedAt).not.toBeNull();
    expect(await orders(DropNumber.type)).toEqual([{ numberId: first.id, how: 'release' }]);
    expect(await listed()).toEqual([]);
    await harness.updateNumberState.execute({
      numberId: first.id,
      state: 'open',
      observedAt: '2999-01-01T00:00:00.000Z',
    });
    expect(harness.published.at(-1)?.data).toEqual(removed);
    expect(await code(harness.removeNumber.execute({ actorId, numberId: first.id, how: 'release' }))).toBe(
      'number.not-found',
    );
    const second = await harness.registerNumber.execute(wish());
    expect(second.id).not.toBe(first.id);
    expect(await listed()).toEqual([second.id]);
  });
});
