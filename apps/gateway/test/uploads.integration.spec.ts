import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { EditMessageRequest, RegisterUploadRequest, SendMessageRequest } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { v4 as randomId } from 'uuid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answers } from './fake-ticket.js';
import { withGateway } from './gateway-harness.js';

const gateway = withGateway({ ATTACHMENT_MAX_IMAGE_MB: 1, ATTACHMENT_MAX_DOCUMENT_MB: 2 });
let ana: string;

beforeAll(async () => {
  ana = await gateway.seed.agent('ana@example.com', 'agent', []);
});
afterEach(() => answers.clear());

const jpegOf = (bytes: number): Buffer<ArrayBuffer> =>
  Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), randomBytes(bytes - 4)]);

const upload = (content: Buffer<ArrayBuffer>, query = '', type = 'image/jpeg'): Promise<Response> =>
  gateway.fetch(ana, `/api/v1/attachments${query}`, {
    method: 'POST',
    body: content,
    headers: { 'content-type': type },
  });

async function stored(): Promise<string[]> {
  const entries = await readdir(gateway.mediaFolder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code: unknown }).code;

describe('uploading', () => {
  it('keeps the file under its content, and registers it as what its bytes show', async () => {
    const registered: RegisterUploadRequest[] = [];
    answers.set(RegisterUploadRequest.type, (order: RegisterUploadRequest) => {
      registered.push(order);
      return { id: order.id, state: 'stored' };
    });
    const content = jpegOf(300_000);
    const response = await upload(content, '?fileName=..%2Fcat%C3%A1logo&kind=image', 'application/octet-stream');
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ id: registered[0]?.id, state: 'stored' });
    const hash = createHash('sha256').update(content).digest('hex');
    const object = `media/${hash.slice(0, 2)}/${hash}`;
    expect(registered).toMatchObject([
      { actorId: ana, object, mimeType: 'image/jpeg', fileName: 'catálogo.jpg', size: content.length },
    ]);
    expect(await readFile(join(gateway.mediaFolder, object))).toEqual(content);
  });

  it('refuses what is too large or cannot be sent so, with a code, and keeps nothing', async () => {
    const before = await stored();
    const large = await upload(jpegOf(1_500_000), '?kind=image');
    expect([large.status, await codeOf(large)]).toEqual([413, 'attachment.too-large']);
    const huge = await upload(jpegOf(2_500_000));
    expect([huge.status, await codeOf(huge)]).toEqual([413, 'attachment.too-large']);
    const disguised = await upload(Buffer.from('MZ this is no picture'), '?kind=image', 'image/jpeg');
    expect([disguised.status, await codeOf(disguised)]).toEqual([415, 'attachment.type-refused']);
    const empty = await upload(Buffer.alloc(0));
    expect([empty.status, await codeOf(empty)]).toEqual([400, 'attachment.empty']);
    const json = await upload(Buffer.from('{}'), '', 'application/json');
    expect([json.status, await codeOf(json)]).toEqual([415, 'request.unsupported-media-type']);
    const anonymous = await gateway.fetch(undefined, '/api/v1/attachments', { method: 'POST', body: 'x' });
    expect(anonymous.status).toBe(401);
    expect(await stored()).toEqual(before);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const before = await stored();
    const url = new URL('/api/v1/attachments', gateway.gateway.url);
    const headers = { authorization: `Bearer ${await gateway.tokenOf(ana)}`, 'content-length': '1000000' };
    const breaking = request(url, { method: 'POST', headers });
    breaking.on('error', () => {});
    breaking.write(jpegOf(100_000));
    await eventually(async () => expect((await stored()).some((name) => name.endsWith('.part'))).toBe(true));
    breaking.destroy();
    await eventually(async () => expect(await stored()).toEqual(before));
  });
});

describe('writing about messages', () => {
  it('passes every kind of content on, checked, and nothing that is no content', async () => {
    const [ticketId, clientId, attachmentId] = [randomId(), randomId(), randomId()];
    const asked: unknown[] = [];
    answers.set(SendMessageRequest.type, (order: SendMessageRequest) => {
      asked.push(order);
      return { id: randomId() };
    });
    const send = (json: object): Promise<Response> =>
      gateway.fetch(ana, `/api/v1/tickets/${ticketId}/messages`, { json: { clientId, ...json } });
    const contents = [
      { text: 'Oi', linkPreview: false },
      { attachmentId, kind: 'voice', seconds: 3 },
      { location: { latitude: -23.55, longitude: -46.63, name: 'Loja' }, scheduledFor: '2026-12-24T12:00:00Z' },
      { contacts: [{ name: 'Ana', phone: '+55 11 97777-6666' }] },
    ];
    for (const content of contents) expect((await send(content)).status).toBe(201);
    expect(asked).toMatchObject(contents.map((content) => ({ actorId: ana, ticketId, clientId, ...content })));
    for (const wrong of [
      { attachmentId, kind: 'hologram' },
      { location: { latitude: 91, longitude: 0 } },
      { contacts: [{ name: 'Ana', phone: '1' }] },
      { contacts: [] },
      { text: 'a', color: 'red' },
    ])
      expect((await send(wrong)).status).toBe(400);
    expect(asked).toHaveLength(contents.length);
  });

  it('takes commands over the socket as over REST', async () => {
    answers.set(EditMessageRequest.type, ({ messageId, text }: EditMessageRequest) => ({ id: messageId, text }));
    const socket = await gateway.socket(ana);
    const [ticketId, messageId] = [randomId(), randomId()];
    const edit = (command: object): Promise<unknown> => socket.timeout(15_000).emitWithAck('message:edit', command);
    expect(await edit({ ticketId, messageId, text: 'Boa tarde' })).toEqual({
      ok: true,
      data: { id: messageId, text: 'Boa tarde' },
    });
    expect(await edit({ ticketId, messageId })).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
  });
});
