import { randomUUID } from 'node:crypto';
import type { FileContent } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import { lockObject } from '../src/files/lock-object.js';
import { withAnsweredTicket } from './answered-ticket.js';

describe('messages of every kind', () => {
  const ticket = withAnsweredTicket();
  const { send, commands, upload } = ticket;

  it('orders each kind as what it is', async () => {
    const contact = { name: 'Ana', phone: '+55 11 97777-6666', email: 'ana@example.com' };
    await send({ text: 'Veja https://example.com', linkPreview: false });
    await send({ location: { latitude: -23.55, longitude: -46.63, name: 'Loja' } });
    await send({ contacts: [contact] });
    const { id, object } = await upload('image/png');
    const image = await send({ attachmentId: id, caption: 'A loja' });
    expect(image).toMatchObject({ kind: 'image', text: 'A loja', attachment: { id, state: 'stored' } });
    expect((await commands()).map(({ content, position }) => [position, content])).toEqual([
      [1, { kind: 'text', text: 'Veja https://example.com', linkPreview: false }],
      [2, { kind: 'location', latitude: -23.55, longitude: -46.63, name: 'Loja' }],
      [3, { kind: 'contacts', contacts: [contact] }],
      [4, { kind: 'image', object, mimeType: 'image/png', fileName: 'arquivo', size: 10, caption: 'A loja' }],
    ]);
  });

  it('refuses what says nothing, or several things', async () => {
    await expect(send({})).rejects.toMatchObject({ code: 'message.content-ambiguous' });
    await expect(send({ text: 'a', attachmentId: uuid() })).rejects.toMatchObject({
      code: 'message.content-ambiguous',
    });
  });

  it('sends an upload as its own agent only, once, and as what its type allows', async () => {
    const { id } = await upload('audio/ogg');
    const stranger = await ticket.harness.addAgent();
    await expect(send({ actorId: stranger, attachmentId: id })).rejects.toMatchObject({ code: 'attachment.not-found' });
    await expect(send({ attachmentId: id, kind: 'image' })).rejects.toMatchObject({ code: 'attachment.type-refused' });
    const clientId = randomUUID();
    const voice = await send({ attachmentId: id, kind: 'voice', seconds: 3, clientId });
    expect(voice).toMatchObject({ kind: 'voice', content: { media: { seconds: 3 } } });
    expect(await send({ attachmentId: id, kind: 'voice', clientId })).toMatchObject({ id: voice.id });
    await expect(send({ attachmentId: id, kind: 'voice' })).rejects.toMatchObject({ code: 'attachment.not-found' });
    const large = await upload('video/mp4', 17 * 1024 * 1024);
    await expect(send({ attachmentId: large.id })).rejects.toMatchObject({ code: 'attachment.too-large' });
    await send({ attachmentId: large.id, kind: 'document' });
    expect((await commands()).map(({ content }) => (content as FileContent).kind)).toEqual(['voice', 'document']);
  });

  it('keeps the bytes of an upload that a customer has sent again just now', async () => {
    const { object } = await upload('image/png');
    const { harness } = ticket;
    await harness.database.query(`UPDATE attachment SET uploaded_at = now() - interval '25 hours' WHERE object = $1`, [
      object,
    ]);
    await harness.purgeUploads.execute();
    expect(await harness.database.query('SELECT 1 FROM attachment WHERE object = $1', [object])).toEqual([]);
    expect(await harness.media.read(object)).toBeDefined();
  });

  it('makes no upload of a file that is just being removed', async () => {
    const { harness, actorId } = ticket;
    const { object } = await upload('image/png');
    const file = { object, mimeType: 'image/png', fileName: 'x', size: 1 };
    let registering: Promise<unknown> = Promise.resolve();
    await harness.database.transaction(async (tx) => {
      await lockObject(tx, object);
      registering = harness.registerUpload.execute({ actorId, id: uuid(), ...file }).catch((error: unknown) => error);
      await eventually(async () =>
        expect(await tx.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).toHaveLength(1),
      );
      await harness.media.delete(object);
    });
    expect(await registering).toMatchObject({ code: 'attachment.vanished' });
  });

  it('removes uploads that nobody sent within a day, but no file that a message shows', async () => {
    const [unsent, shared] = [await upload('image/png'), await upload('image/png')];
    await send({ attachmentId: shared.id });
    const file = { object: shared.object, mimeType: 'image/png', fileName: 'x', size: 1 };
    await ticket.harness.registerUpload.execute({ actorId: ticket.actorId, id: uuid(), ...file });
    await ticket.harness.purgeUploads.execute();
    expect(await ticket.harness.media.read(unsent.object)).toBeDefined();
    ticket.harness.clock.advance(25 * 3600);
    await ticket.harness.purgeUploads.execute();
    ticket.harness.clock.advance(-25 * 3600);
    expect(await ticket.harness.media.read(unsent.object)).toBeUndefined();
    expect(await ticket.harness.media.read(shared.object)).toBeDefined();
    expect(await ticket.harness.database.query('SELECT 1 FROM attachment WHERE message_id IS NULL')).toEqual([]);
    await expect(
      ticket.harness.registerUpload.execute({ actorId: ticket.actorId, id: uuid(), ...file, object: unsent.object }),
    ).rejects.toMatchObject({ code: 'attachment.vanished' });
  });
});
