import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderMediaStore } from '@bkcrm/media';
import { eventually } from '@bkcrm/testing';
import { v7 as uuid } from 'uuid';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FollowingClient } from './following-client.js';
import { withGateway } from './gateway-harness.js';
import { startRealTicket } from './real-ticket.js';

const content = Buffer.alloc(150_000, 'a picture ');

describe('the data of a person', () => {
  const gateway = withGateway({}, startRealTicket);
  let administrator: string;
  let ticket: Awaited<ReturnType<typeof gateway.seed.ticket>>;
  let contactId: string;

  beforeAll(async () => {
    administrator = await gateway.seed.agent('boss@example.com', 'administrator');
  });
  beforeEach(async () => {
    ticket = await gateway.seed.ticket(null);
    const [row] = await gateway.seed.query<{ id: string }>('SELECT contact_id AS id FROM ticket.ticket WHERE id = $1', [
      ticket.id,
    ]);
    contactId = row?.id ?? '';
    await new FolderMediaStore(gateway.mediaFolder).put('media/aa/one', content);
    await gateway.seed.attachment(ticket.messageId, 'media/aa/one', 'image/png', 'Foto da Mariana.PNG');
    await gateway.seed.query('UPDATE ticket.message SET text = $2 WHERE id = $1', [
      ticket.messageId,
      'canary of a person',
    ]);
  });

  const audited = async (act: string): Promise<unknown[]> => {
    const answer = await gateway.fetch(administrator, `/api/v1/audit?act=${act}`);
    return ((await answer.json()) as { items: { subjectId: string }[] }).items.filter(
      ({ subjectId }) => subjectId === contactId,
    );
  };
  const url = (what: string): string => `/api/v1/contacts/${contactId}/${what}`;
  const erase = () => gateway.fetch(administrator, url('erasure'), { json: { reason: 'asked for' } });

  describe('as an archive', () => {
    it('is whole, with files and hashes, and stands in the audit log', async () => {
      // More than a page.
      await gateway.seed.query(
        `INSERT INTO ticket.message (id, conversation_id, number_id, direction, kind, text, status, from_me, sent_at, order_key)
         SELECT gen_random_uuid(), conversation_id, number_id, 'in', 'text', 'text ' || n, 'received', false, sent_at, 'a'
         FROM ticket.message, generate_series(1, 450) n WHERE id = $1`,
        [ticket.messageId],
      );
      const answer = await gateway.fetch(administrator, url('export'));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const folder = mkdtempSync(join(tmpdir(), 'bkcrm-export-'));
      try {
        execFileSync('tar', ['-xzf', '-'], { cwd: folder, input: Buffer.from(await answer.arrayBuffer()) });
        const read = (name: string): Buffer => readFileSync(join(folder, name));
        const manifest = JSON.parse(read('manifest.json').toString()) as {
          counts: object;
          files: { name: string; bytes: number; sha256: string }[];
        };
        expect(manifest.counts).toEqual({ messages: 451, files: 1, filesMissing: 0 });
        for (const { name, bytes, sha256 } of manifest.files) {
          expect(read(name)).toHaveLength(bytes);
          expect(createHash('sha256').update(read(name)).digest('hex')).toBe(sha256);
        }
        const messages = manifest.files
          .filter(({ name }) => name.startsWith('messages/'))
          .flatMap(({ name }) => read(name).toString().trim().split('\n'))
          .map((line) => JSON.parse(line) as { id: string; text: string; file: string | null });
        expect(new Set(messages.map(({ id }) => id)).size).toBe(451);
        const first = messages.find(({ id }) => id === ticket.messageId);
        expect(first).toMatchObject({ text: 'canary of a person', file: `files/${ticket.messageId}.png` });
        expect(read(first?.file ?? '').equals(content)).toBe(true);
        expect(JSON.parse(read('person.json').toString())).toMatchObject({
          contacts: [{ id: contactId, name: 'Mariana', phone: '5511987650123' }],
          tickets: [{ id: ticket.id, status: 'pending' }],
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
      expect(await audited('contact.exported')).toMatchObject([{ actorId: administrator }]);
    });

    it('is given of nobody who is not there', async () => {
      expect((await gateway.fetch(administrator, `/api/v1/contacts/${uuid()}/export`)).status).toBe(404);
    });
  });

  describe('erased', () => {
    it('is gone for everybody at once, and the audit log says why', async () => {
      const messages = `/api/v1/tickets/${ticket.id}/messages`;
      // Read twice, so that it lies in the cache.
      for (let times = 0; times < 2; times += 1)
        expect(await (await gateway.fetch(administrator, messages)).text()).toContain('canary of a person');
      const answer = await erase();
      expect(answer.status).toBe(202);
      await eventually(async () => expect((await gateway.fetch(administrator, messages)).status).toBe(404));
      expect(await audited('contact.erased')).toMatchObject([
        { actorId: administrator, details: { reason: 'asked for' } },
      ]);
      expect((await gateway.fetch(administrator, url('export'))).status).toBe(404);
      expect(await (await gateway.fetch(administrator, url('erasure'))).json()).toMatchObject({
        contactId,
        tickets: 1,
      });
    });

    it('is told to those who are there, and those who come back learn nothing of it any more', async () => {
      const socket = new FollowingClient(await gateway.socket(administrator));
      await eventually(() => expect(socket.heads).not.toEqual([]));
      const seen = socket.applied ?? 0;
      const data = { id: ticket.messageId, ticketId: ticket.id, conversationId: ticket.conversationId, text: 'canary' };
      await gateway.publish(await gateway.seed.events({ type: 'message.created', data, ticketId: ticket.id }));
      await eventually(() => expect(socket.items.map(({ type }) => type)).toContain('message.created'));
      await erase();
      await eventually(() => expect(socket.items.map(({ type }) => type)).toContain('conversation.erased'));
      const late = new FollowingClient(await gateway.socket(administrator));
      await eventually(() => expect(late.heads).not.toEqual([]));
      late.applied = seen;
      await late.resume(seen);
      await eventually(() =>
        expect(late.items.map(({ type }) => type)).toEqual(['message.removed', 'conversation.erased']),
      );
      expect(late.holes).toEqual([]);
      expect(JSON.stringify(late.items)).not.toContain('canary');
    });
  });
});
