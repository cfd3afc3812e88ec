import type { MessageResource } from '@bkcrm/contracts';
import { eventually } from '@bkcrm/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoredEntries } from './outbox/outbox-entries.js';
import { Outbox } from './outbox/outbox.js';
import { ApiError } from './rest/api-error.js';
import type { Api, FileToUpload, NewMessage } from './rest/api.js';
import { MemoryStorage } from './storage.js';
import { newMessage } from './store/model-database.fixture.js';
import { Store } from './store/store.js';
import { Uploads } from './uploads.js';

let store: Store;
let outbox: Outbox;
let sent: NewMessage[];
let upload: (file: FileToUpload) => Promise<{ id: string }>;
let uploads: Uploads;

beforeEach(() => {
  store = new Store();
  sent = [];
  const api = {
    upload: (file: FileToUpload) => upload(file),
    sendMessage: (ticketId: string, message: NewMessage): Promise<MessageResource> => {
      sent.push(message);
      return Promise.resolve({ ...newMessage(ticketId, 1, 0, 'out'), clientId: message.clientId });
    },
  } as unknown as Api;
  outbox = new Outbox(store, api, new StoredEntries(new MemoryStorage()));
  outbox.enter('ana');
  outbox.setOpen(true);
  uploads = new Uploads(store, api, outbox);
});

const file = new Blob(['content'], { type: 'image/png' });
const shown = () => store.getSnapshot().uploads;

describe('files on their way', () => {
  it('show how far they are, and become messages of the same id', async () => {
    const arrival = new EventTarget();
    upload = ({ onProgress }) => {
      onProgress?.(4);
      return new Promise((resolve) => arrival.addEventListener('now', () => resolve({ id: 'attachment' })));
    };
    const clientId = uploads.add('t', file, 'foto.png', { kind: 'image', caption: 'A loja' });
    expect(shown()).toMatchObject([{ clientId, fileName: 'foto.png', sent: 4, failure: null }]);
    arrival.dispatchEvent(new Event('now'));
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent).toMatchObject([{ clientId, attachmentId: 'attachment', kind: 'image', caption: 'A loja' }]);
    expect(sent[0]).not.toHaveProperty('text');
    expect(shown()).toEqual([]);
  });

  it('can be tried again when they were refused or broke off, and given up', async () => {
    let answers = 0;
    upload = () => {
      answers += 1;
      return answers === 1
        ? Promise.reject(new ApiError(413, 'attachment.too-large', 'too large'))
        : Promise.reject(new ApiError(0, 'network', 'no answer'));
    };
    const clientId = uploads.add('t', file, 'foto.png', {});
    await eventually(() => expect(shown()).toMatchObject([{ failure: { code: 'attachment.too-large' } }]));
    uploads.again(clientId);
    await eventually(() => expect(shown()).toMatchObject([{ failure: { code: 'network' } }]));
    uploads.discard(clientId);
    expect(shown()).toEqual([]);
    expect(answers).toBe(2);
  });
});
