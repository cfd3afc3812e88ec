import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, aPhotoUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

const gone = { code: 'file.gone', message: 'WhatsApp does not have this file any more.' };

describe('files fetched from Evolution', () => {
  const testDatabase = withTicketDatabase();
  let harness: TicketHarness;
  beforeAll(async () => {
    harness = await TicketHarness.open(testDatabase.url);
    await harness.addNumber('shop');
  });
  afterAll(() => harness.close());

  async function aRemoteFile(id: string, phone: string): Promise<string> {
    await harness.store.execute([aDelivery('messages.upsert', 'shop', aPhotoUpsert(id, phone))]);
    const [row] = await harness.database.query<{ id: string }>(
      'SELECT f.id FROM attachment f JOIN message m ON m.id = f.message_id WHERE m.whatsapp_id = $1',
      [id],
    );
    harness.published.length = 0;
    return row?.id ?? '';
  }

  it('are shown from then on, to whoever sees the message', async () => {
    const attachmentId = await aRemoteFile('F1', '5511911110001');
    await harness.storeFetchedFile.execute({ attachmentId, state: 'stored', object: 'media/ab/abc', size: 7 });
    expect(harness.published).toMatchObject([
      {
        type: 'message.updated',
        data: { attachment: { state: 'stored', size: 7, url: `/api/v1/attachments/${attachmentId}` } },
      },
    ]);
  });

  it('stay when a late report says that there is none, and repeated reports change nothing', async () => {
    const attachmentId = await aRemoteFile('F2', '5511911110002');
    await harness.storeFetchedFile.execute({ attachmentId, state: 'stored', object: 'media/ab/abc', size: 7 });
    await harness.storeFetchedFile.execute({ attachmentId, state: 'failed' });
    await harness.storeFetchedFile.execute({ attachmentId, state: 'stored', object: 'media/ab/abc', size: 7 });
    expect(harness.published).toHaveLength(1);
    expect(await harness.database.query('SELECT state FROM attachment WHERE id = $1', [attachmentId])).toEqual([
      { state: 'stored' },
    ]);
  });

  it('are marked as failed when Evolution does not have them', async () => {
    const attachmentId = await aRemoteFile('F3', '5511911110003');
    await harness.storeFetchedFile.execute({ attachmentId, state: 'failed', reason: gone });
    expect(harness.published).toMatchObject([{ data: { attachment: { state: 'failed', url: null, failure: gone } } }]);
  });

  it('are on their way as soon as their message is stored, and can be asked for again when they were given up', async () => {
    const attachmentId = await aRemoteFile('F4', '5511911110004');
    const administrator = await harness.addAgent({ role: 'administrator' });
    await harness.storeFetchedFile.execute({ attachmentId, state: 'failed', reason: gone });
    harness.published.length = 0;
    const ordersBefore = await orders(attachmentId);
    const message = await harness.fetchMessageFile.execute({ actorId: administrator, attachmentId });
    expect(message.attachment).toMatchObject({ state: 'fetching', failure: null });
    expect(harness.published).toMatchObject([{ type: 'message.updated', data: { attachment: { state: 'fetching' } } }]);
    expect([ordersBefore, await orders(attachmentId)]).toEqual([1, 2]);
  });

  it('are not fetched for somebody who may not see them, nor when they are here already', async () => {
    const attachmentId = await aRemoteFile('F5', '5511911110005');
    await harness.database.query(
      `UPDATE ticket SET department_id = $2 WHERE id = (
         SELECT m.ticket_id FROM message m JOIN attachment f ON f.message_id = m.id WHERE f.id = $1)`,
      [attachmentId, await harness.addDepartment()],
    );
    const refusal = { code: 'attachment.not-found' };
    const stranger = await harness.addAgent();
    const administrator = await harness.addAgent({ role: 'administrator' });
    await expect(harness.fetchMessageFile.execute({ actorId: stranger, attachmentId })).rejects.toMatchObject(refusal);
    await harness.storeFetchedFile.execute({ attachmentId, state: 'stored', object: 'media/ab/abc', size: 7 });
    const again = harness.fetchMessageFile.execute({ actorId: administrator, attachmentId });
    await expect(again).rejects.toMatchObject(refusal);
    expect(await orders(attachmentId)).toBe(1);
  });

  async function orders(attachmentId: string): Promise<number> {
    const rows = await harness.database.query(
      `SELECT 1 FROM outbox_message WHERE type = 'file.fetch.v1' AND body->>'attachmentId' = $1`,
      [attachmentId],
    );
    return rows.length;
  }
});
