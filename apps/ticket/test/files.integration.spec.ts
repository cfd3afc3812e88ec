import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDelivery, aPhotoUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

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
    await harness.storeFetchedFile.execute({ attachmentId, state: 'failed' });
    expect(harness.published).toMatchObject([{ data: { attachment: { state: 'failed', url: null } } }]);
  });
});
