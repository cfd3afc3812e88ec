import { erasedMessageHash } from '@bkcrm/personal-data';
import { eventually, findInTables } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aCommand, withSenderDatabase } from './sender-harness.js';
import { SendingScene } from './sending-scene.js';

describe('forgetting a person', () => {
  const database = withSenderDatabase();
  let scene: SendingScene;
  const phone = '5511987650123';

  beforeEach(async () => {
    scene = await SendingScene.begin(database);
    await scene.startWithNumber();
    await scene.replica.database.query(
      'TRUNCATE forgetting, forgotten_conversation, file_order, dead_letter, outbox_message',
    );
  });
  afterEach(() => scene.end());

  const query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    scene.replica.database.query<Row>(sql, parameters);
  const order = (conversationIds: string[]) => ({
    erasureId: uuid(),
    conversationIds,
    addresses: [phone],
    until: new Date(Date.now() + 60_000).toISOString(),
  });
  const answers = () =>
    query<{ body: { erasureId: string; messageHashes: string[] } }>(
      `SELECT body FROM outbox_message WHERE type = 'conversation.forgotten.v1' ORDER BY id`,
    );
  const found = () => findInTables(database.url, ['sender'], [phone, 'canary']);

  it('leaves nothing of them in any table, and tells by hash what was sent', async () => {
    const sent = aCommand(scene.numberId, { text: 'canary one' });
    await scene.replica.accept.execute([sent]);
    scene.replica.workers.wake([scene.numberId]);
    await scene.becomes([sent], ['sent']);
    const [row] = await query<{ id: string }>('SELECT whatsapp_id AS id FROM send_command WHERE id = $1', [
      sent.commandId,
    ]);
    await query(
      `INSERT INTO file_order (attachment_id, number_id, message, ordered_at, next_attempt_at)
       VALUES ($1, $2, $3, '2026-11-25', '2999-01-01')`,
      [uuid(), scene.numberId, JSON.stringify({ key: { remoteJid: `${phone}@s.whatsapp.net` } })],
    );
    await query(
      `INSERT INTO dead_letter (id, queue, message_id, type, exchange, routing_key, headers, body, reason, attempts, count)
       VALUES ($1, 'q', 'm', 't', 'e', 'r', '{}', $2, 'broken', 1, 1)`,
      [uuid(), Buffer.from(JSON.stringify({ recipient: `${phone}@s.whatsapp.net`, text: 'canary' }))],
    );
    await query(
      `INSERT INTO unclaimed_echo (number_id, whatsapp_id, remote_jid, content, sent_at)
       VALUES ($1, 'E1', $2, '{"text":"canary"}', now())`,
      [scene.numberId, `${phone}@s.whatsapp.net`],
    );
    expect(await found()).not.toEqual([]);
    const forget = order([sent.conversationId]);
    await scene.replica.forget.accept([forget]);
    expect(await found()).toEqual([]);
    expect((await answers()).map(({ body }) => body)).toEqual([
      { erasureId: forget.erasureId, messageHashes: [erasedMessageHash(scene.numberId, row?.id ?? '')] },
    ]);
  });

  it('sends nothing that has not left, nor what was on its way here', async () => {
    await query(`UPDATE number SET state = 'close', next_check_at = 'infinity'`);
    const [waiting, late] = scene.conversation(2, { text: 'canary' });
    if (waiting === undefined || late === undefined) throw new Error('unreachable');
    await scene.replica.accept.execute([waiting]);
    await scene.replica.forget.accept([order([waiting.conversationId])]);
    await scene.replica.accept.execute([late]);
    expect(await scene.states([waiting, late])).toEqual(['absent', 'absent']);
    expect(await found()).toEqual([]);
  });

  it('waits for a send under way, but not for ever', async () => {
    const command = aCommand(scene.numberId);
    await query(`UPDATE number SET state = 'close', next_check_at = 'infinity'`);
    await scene.replica.accept.execute([command]);
    await query(`UPDATE send_command SET state = 'sending' WHERE id = $1`, [command.commandId]);
    await scene.replica.forget.accept([order([command.conversationId])]);
    expect(await answers()).toEqual([]);
    scene.clock.advance(400);
    await scene.replica.forget.execute();
    await eventually(async () => expect(await answers()).toHaveLength(1));
    expect(await scene.states([command])).toEqual(['absent']);
  });

  it('leaves other people alone, and is done again when it is ordered again', async () => {
    const other = aCommand(scene.numberId, { recipient: '5521977776666@s.whatsapp.net', text: 'another' });
    await query(`UPDATE number SET state = 'close', next_check_at = 'infinity'`);
    await scene.replica.accept.execute([other]);
    const forget = order([uuid()]);
    await scene.replica.forget.accept([forget]);
    await scene.replica.forget.accept([forget]);
    expect(await answers()).toHaveLength(2);
    expect(await scene.states([other])).not.toEqual(['absent']);
  });
});
