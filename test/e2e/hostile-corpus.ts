import { gzipSync } from 'node:zlib';

/** A webhook that nobody should send. */
export interface HostileWebhook {
  name: string;
  /** The id of the message it brings, if it brings one. */
  id?: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const megabyte = 1024 * 1024;
const at = 1_790_000_000;

/** Put where a raw piece of JSON goes that JSON.stringify would not write. */
const hole = '"@@"';

interface Parts {
  envelope?: Record<string, unknown>;
  data?: Record<string, unknown>;
  key?: Record<string, unknown>;
  message?: unknown;
}

/** A good text of a customer, with parts replaced. */
export function webhook(id: string, { envelope, data, key, message }: Parts = {}): Record<string, unknown> {
  return {
    event: 'messages.upsert',
    instance: 'loja',
    data: {
      key: { remoteJid: '5511987650123@s.whatsapp.net', fromMe: false, id, ...key },
      pushName: 'Hostile',
      message: message === undefined ? { conversation: `text of ${id}` } : message,
      messageType: 'conversation',
      messageTimestamp: at,
      source: 'android',
      ...data,
    },
    sender: '5511940001000@s.whatsapp.net',
    ...envelope,
  };
}

const places: Record<string, (part: unknown, id: string) => Record<string, unknown>> = {
  event: (event, id) => webhook(id, { envelope: { event } }),
  instance: (instance, id) => webhook(id, { envelope: { instance } }),
  sender: (sender, id) => webhook(id, { envelope: { sender } }),
  data: (data, id) => webhook(id, { envelope: { data } }),
  key: (key, id) => webhook(id, { data: { key } }),
  'key.id': (part) => webhook('', { key: { id: part } }),
  'key.remoteJid': (remoteJid, id) => webhook(id, { key: { remoteJid } }),
  'key.fromMe': (fromMe, id) => webhook(id, { key: { fromMe } }),
  pushName: (pushName, id) => webhook(id, { data: { pushName } }),
  message: (message, id) => webhook(id, { message }),
  text: (conversation, id) => webhook(id, { message: { conversation } }),
  messageType: (messageType, id) => webhook(id, { data: { messageType } }),
  messageTimestamp: (messageTimestamp, id) => webhook(id, { data: { messageTimestamp } }),
  contextInfo: (contextInfo, id) => webhook(id, { data: { contextInfo } }),
  'an unknown field': (unheardOf, id) => webhook(id, { data: { unheardOf } }),
};

const nest = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

/** Pieces of JSON as they stand in a body. */
const pieces: Record<string, string> = {
  null: 'null',
  'a number': '7',
  true: 'true',
  'an empty text': '""',
  'an empty list': '[]',
  'a list of lists': '[[[1,"x"],{}],[]]',
  'an empty object': '{}',
  'U+0000': String.raw`"a\u0000b"`,
  'half a surrogate pair': String.raw`"a\ud800b"`,
  '20,000 lists in one another': nest(20_000, '[', ']'),
  '20,000 objects in one another': `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  'keys of prototypes': '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"toString":1}',
  'a number beyond all numbers': '1e999',
};

const everyPlace = Object.entries(places).flatMap(([place, build]) =>
  Object.entries(pieces).map(([piece, json]): HostileWebhook => {
    const id = `${place}-${piece}`.replaceAll(/[^\w-]/g, '_').toUpperCase();
    return { name: `${place}: ${piece}`, id, body: JSON.stringify(build('@@', id)).replace(hole, () => json) };
  }),
);

const large: HostileWebhook[] = [
  ['a name of 5 MB', webhook('LARGE-NAME', { data: { pushName: 'N'.repeat(5 * megabyte) } })],
  ['a text of 5 MB', webhook('LARGE-TEXT', { message: { conversation: 'T'.repeat(5 * megabyte) } })],
  ['an id of 5 MB', webhook('I'.repeat(5 * megabyte))],
  ['an instance of 1 MB', webhook('LARGE-INSTANCE', { envelope: { instance: 'i'.repeat(megabyte) } })],
  [
    'a file name of 1 MB',
    webhook('LARGE-FILE-NAME', { message: { documentMessage: { fileName: 'f'.repeat(megabyte) } } }),
  ],
  ['a key of 1 MB', webhook('LARGE-KEY', { data: { ['k'.repeat(megabyte)]: 1 } })],
  [
    '100,000 mentions',
    webhook('MENTIONS', {
      data: { contextInfo: { mentionedJid: Array.from({ length: 100_000 }, (_, index) => `${index}@lid`) } },
    }),
  ],
  [
    'a poll of 10,000 options',
    webhook('POLL', {
      message: {
        pollCreationMessage: {
          name: 'q',
          options: Array.from({ length: 10_000 }, (_, index) => ({ optionName: `${index}` })),
        },
      },
    }),
  ],
  ['1,000 wrappers of a message', webhook('WRAPPERS', { message: wrapped({ conversation: 'within' }, 1_000) })],
  [
    'a contact card of 1 MB',
    webhook('CARD', {
      message: { contactMessage: { displayName: 'c', vcard: `BEGIN:VCARD\n${'TEL:1\n'.repeat(170_000)}END:VCARD` } },
    }),
  ],
].map(([name, body]) => ({ name: name as string, body: JSON.stringify(body) }));

function wrapped(message: unknown, times: number): unknown {
  return times === 0 ? message : { ephemeralMessage: { message: wrapped(message, times - 1) } };
}

const text = (id: string): string => JSON.stringify(webhook(id));
const idOf = (body: string | Buffer): string | undefined => /"id":"([A-Z][\w-]*)"/.exec(String(body))?.[1];
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const [before = '', after = ''] = text('@@').split('text of @@');

const malformedBodies: HostileWebhook[] = [
  { name: 'nothing but spaces', body: '   ' },
  { name: 'half of a webhook', body: text('HALF').slice(0, 120) },
  { name: 'a web page', body: '<html><body>502 Bad Gateway</body></html>', headers: { 'content-type': 'text/html' } },
  {
    name: 'a form',
    body: 'event=messages.upsert&data=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  { name: 'a list of webhooks', body: `[${text('LISTED')}]` },
  { name: 'a text as body', body: '"messages.upsert"' },
  { name: 'null as body', body: 'null' },
  { name: 'two webhooks in one', body: text('ONE') + text('TWO') },
  { name: 'a trailing comma', body: text('COMMA').replace(/}$/, ',}') },
  { name: 'comments', body: `/* hi */ ${text('COMMENT')}` },
  { name: 'a byte order mark', body: `\uFEFF${text('BOM')}` },
  { name: 'UTF-16', body: Buffer.from(text('UTF16'), 'utf16le') },
  { name: 'bytes that are no UTF-8', body: bytes(before.replace('@@', 'LATIN'), [0xe9, 0xff, 0xfe], after) },
  { name: 'a character cut in two', body: bytes(before.replace('@@', 'CUT'), [0xf0, 0x9f, 0x98], after) },
  { name: 'an overlong slash', body: bytes(before.replace('@@', 'OVERLONG'), [0xc0, 0xaf], after) },
  { name: 'raw control characters', body: bytes(before.replace('@@', 'CONTROL'), [0, 1, 2, 0x1b], after) },
  { name: 'the same key twice', body: text('TWICE').replace('"event"', '"event":"call","event"') },
  { name: 'the same id twice', body: text('SECOND').replace('"id":', '"id":"FIRST","id":') },
  { name: 'a gzip bomb', body: gzipSync(Buffer.alloc(50 * megabyte)), headers: { 'content-encoding': 'gzip' } },
  { name: 'an unknown encoding', body: text('ENCODED'), headers: { 'content-encoding': 'br' } },
];

const update = (event: string, data: unknown): string => JSON.stringify({ event, instance: 'loja', data });
const jid = '5511987650123@s.whatsapp.net';

const oddEvents: HostileWebhook[] = [
  { name: 'a status of no message', body: update('messages.update', { status: 'READ' }) },
  {
    name: 'a status that nobody knows',
    body: update('messages.update', { keyId: 'X1', fromMe: true, status: 'EATEN' }),
  },
  { name: 'an edit of nothing', body: update('messages.edited', { key: { id: 'X2' }, type: 14 }) },
  {
    name: 'an edit dated after the sun',
    body: update('messages.edited', {
      key: { id: 'X3', remoteJid: jid },
      type: 14,
      editedMessage: { conversation: 'x' },
      timestampMs: '9e18',
    }),
  },
  { name: 'a deletion of everything', body: update('messages.delete', { key: {} }) },
  {
    name: 'a reaction to itself',
    body: JSON.stringify(
      webhook('SELF', { message: { reactionMessage: { key: { id: 'SELF' }, text: '👍'.repeat(1000) } } }),
    ),
  },
  { name: 'a call from nobody', body: update('call', { id: 'C', from: {} }) },
  {
    name: 'a history of nonsense',
    body: update('messages.set', { messages: [1, null, 'x', {}, [[]], webhook('SET')] }),
  },
  {
    name: 'contacts of every type',
    body: update('contacts.upsert', [1, null, { id: 7 }, { id: jid, pushName: ['x'] }, []]),
  },
  {
    name: 'a connection of another world',
    body: update('connection.update', { state: { open: true }, statusReason: 'yes' }),
  },
  { name: 'an event with a path in it', body: update('../../etc/passwd', {}) },
  { name: 'an event of 10,000 letters', body: update('e'.repeat(10_000), {}) },
  { name: 'an event with line breaks', body: update('messages.upsert\r\nx-evil: 1', webhook('BREAKS')['data']) },
  {
    name: 'a message dated before time',
    body: JSON.stringify(webhook('EARLY', { data: { messageTimestamp: -62_135_596_801 } })),
  },
  {
    name: 'a message dated in the year 300,000',
    body: JSON.stringify(webhook('LATE', { data: { messageTimestamp: 9_404_000_000_000 } })),
  },
  {
    name: 'a place off the earth',
    body: JSON.stringify(
      webhook('PLACE', { message: { locationMessage: { degreesLatitude: 999, degreesLongitude: 'west' } } }),
    ),
  },
  {
    name: 'a link that is code',
    body: JSON.stringify(
      webhook('LINK', {
        message: { locationMessage: { degreesLatitude: 1, degreesLongitude: 1, url: 'javascript:alert(1)' } },
      }),
    ),
  },
  {
    name: 'a file that is none',
    body: JSON.stringify(
      webhook('FILE', { message: { imageMessage: { mimetype: 7, fileLength: { low: -1, high: -1 }, mediaKey: 'x' } } }),
    ),
  },
  {
    name: 'a file of garbage',
    body: JSON.stringify(webhook('GARBAGE', { message: { imageMessage: { mimetype: 'image/png' }, base64: '%%%%' } })),
  },
  {
    name: 'a chat with a device and a domain',
    body: JSON.stringify(webhook('DOMAIN', { key: { remoteJid: '1:1:1@evil.example@s.whatsapp.net' } })),
  },
];

/** More than 200 webhooks that could break a parser, a process, a queue or a database. Each has a name of its own. */
export const hostileWebhooks: HostileWebhook[] = [
  ...everyPlace,
  ...[...large, ...malformedBodies, ...oddEvents].map((webhook) => ({ id: idOf(webhook.body), ...webhook })),
];
