import { BkcrmClient } from '@bkcrm/client';
import type { AttachmentResource, MessageResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, withSystem } from './system.js';

const instance = 'loja';
const phone = '5511987650123';
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNQ2+yBBzGMSm8GAAVGhZFkXlOFAAAAAElFTkSuQmCC';
const page = Buffer.from(
  `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>endobj
4 0 obj<</Length 28>>stream
1 0 0 rg 0 0 200 100 re f   
endstream endobj
trailer<</Root 1 0 R>>
`,
).toString('base64');

describe('a file of a customer', () => {
  const system = withSystem({ instances: [instance] });
  let client: BkcrmClient;
  let closeList: () => void;
  let closeThread: (() => void) | undefined;
  beforeAll(async () => {
    client = new BkcrmClient({ url: system.current.urls.gateway });
    await client.login(administrator.email, administrator.password);
    client.connect();
    closeList = client.openList({});
  });
  afterAll(() => {
    closeThread?.();
    closeList();
    client.disconnect();
  });

  const endpoint = 'chat/getBase64FromMediaMessage';
  const soon = { timeout: 30_000 };

  /** The message of a file as the agent has it, when its file is in a state. */
  async function received(id: string, state: AttachmentResource['state']): Promise<MessageResource> {
    return eventually(() => {
      const [ticket] = [...client.store.getSnapshot().tickets.values()];
      closeThread ??= ticket && client.openTicket(ticket.ticket.id);
      const message = [...client.store.getSnapshot().conversations.values()]
        .flatMap(({ messages }) => messages)
        .find(({ whatsappId }) => whatsappId === id);
      expect(message?.attachment?.state).toBe(state);
      return message as MessageResource;
    }, soon);
  }

  it('is shown as what it is, not as what it is called, with a small picture', async () => {
    const { simulator } = system.current;
    const sent = await simulator.customerSends({
      instance,
      phone,
      kind: 'document',
      base64: page,
      mimetype: 'application/pdf',
      fileName: 'boleto.pdf',
    });
    const { attachment } = await received(sent.id, 'stored');
    expect(attachment).toMatchObject({ mimeType: 'application/pdf', fileName: 'boleto.pdf' });
    const thumbnail = await client.api.attachment(attachment?.thumbnailUrl ?? '');
    expect([thumbnail.type, thumbnail.size > 50]).toEqual(['image/webp', true]);

    const disguised = await simulator.customerSends({
      instance,
      phone,
      kind: 'image',
      base64: photo,
      mimetype: 'image/jpeg',
    });
    expect((await received(disguised.id, 'stored')).attachment?.mimeType).toBe('image/png');
    const page2 = Buffer.from('<html><script>alert(1)</script></html>').toString('base64');
    const script = await simulator.customerSends({
      instance,
      phone,
      kind: 'image',
      base64: page2,
      mimetype: 'image/jpeg',
    });
    const stored = (await received(script.id, 'stored')).attachment;
    expect(stored).toMatchObject({ mimeType: 'application/octet-stream', thumbnailUrl: null });
  });

  it('is tried for until it comes, while its message is there already', async () => {
    const { simulator } = system.current;
    await simulator.fault({ action: 'respond', endpoint, status: 400, body: accident, times: 1 });
    const sent = await simulator.customerSends({ instance, phone, kind: 'image', base64: photo });
    await received(sent.id, 'fetching');
    await received(sent.id, 'stored');
  });

  it('is given up when WhatsApp does not have it, and fetched when an agent asks again', async () => {
    const { simulator } = system.current;
    const fault = await simulator.fault({ action: 'respond', endpoint, status: 400, body: gone });
    const sent = await simulator.customerSends({ instance, phone, kind: 'image', base64: photo });
    const { attachment } = await received(sent.id, 'failed');
    expect(attachment?.failure?.code).toBe('file.gone');
    await simulator.clear(fault.id);
    await client.api.fetchFile(attachment?.id ?? '');
    await received(sent.id, 'stored');
  });

  const accident = { status: 400, error: 'Bad Request', response: { message: ['AggregateError'] } };
  const gone = { status: 400, error: 'Bad Request', response: { message: ['Message not found'] } };
});
