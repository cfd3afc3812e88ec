import type { FileContent, FileKind } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { matchEchoes } from './match-echoes.js';
import type { OpenAttempt, UnclaimedMessage } from './match-echoes.js';

const start = Number(new Date('2026-11-25T12:00:00Z'));
const at = (seconds: number): Date => new Date(start + seconds * 1000);

const says = (text: string) => ({ kind: 'text' as const, text });

const hash = (letter: string): string => letter.repeat(64);
const phones = (digits: string) => ({ content: { kind: 'contacts' as const, phones: [digits] } });

const file = (kind: FileKind, letter: string, caption?: string): FileContent => ({
  kind,
  object: `media/aa/${hash(letter)}`,
  mimeType: '',
  fileName: 'f',
  size: 1,
  ...(caption === undefined ? {} : { caption }),
});
const seen = (kind: FileKind, letter: string, caption = '') => ({
  content: { kind, caption, sha256: hash(letter) },
});

const attempt = (commandId: string, overrides: Partial<OpenAttempt> = {}): OpenAttempt => ({
  commandId,
  recipient: '5511987650123@s.whatsapp.net',
  content: says('Abrimos às 9h!'),
  startedAt: at(0),
  pending: false,
  ...overrides,
});
const message = (whatsappId: string, overrides: Partial<UnclaimedMessage> = {}): UnclaimedMessage => ({
  whatsappId,
  remoteJid: '5511987650123@s.whatsapp.net',
  content: says('Abrimos às 9h!'),
  sentAt: at(1),
  ...overrides,
});
const pairs = (attempts: OpenAttempt[], messages: UnclaimedMessage[]) =>
  matchEchoes(attempts, messages).map(({ commandId, whatsappId }) => `${commandId}=${whatsappId}`);

describe('matching echoes', () => {
  it('goes by chat, text and time', () => {
    expect(pairs([attempt('a')], [message('X')])).toEqual(['a=X']);
    expect(pairs([attempt('a')], [message('X', { content: says('Outra coisa') })])).toEqual([]);
    expect(pairs([attempt('a')], [message('X', { remoteJid: '5521987650123@s.whatsapp.net' })])).toEqual([]);
    expect(pairs([attempt('a')], [message('X', { sentAt: at(-11) })])).toEqual([]);
    expect(pairs([attempt('a')], [message('X', { sentAt: at(181) })])).toEqual([]);
    expect(pairs([attempt('a', { until: at(900) })], [message('X', { sentAt: at(900) })])).toEqual(['a=X']);
  });

  it('knows the spellings of a recipient and of a text', () => {
    const brazilian = attempt('a', { recipient: '55 51 98888-7777' });
    expect(pairs([brazilian], [message('X', { remoteJid: '555188887777:12@s.whatsapp.net' })])).toEqual(['a=X']);
    const hidden = message('X', { remoteJid: '133148154562373@lid', remoteJidAlt: '5511987650123@s.whatsapp.net' });
    expect(pairs([attempt('a')], [hidden])).toEqual(['a=X']);
    const decomposed = message('X', { content: says(' Abrimos a\u0300s 9h!\n') });
    expect(pairs([attempt('a')], [decomposed])).toEqual(['a=X']);
  });

  it('passes over messages of other chats, with one address or two', () => {
    const elsewhere = message('X', { remoteJid: '5521912345678@s.whatsapp.net', remoteJidAlt: null });
    expect(matchEchoes([attempt('a')], [elsewhere, message('Y')])).toMatchObject([{ whatsappId: 'Y' }]);
  });

  it('takes equal ones as multisets: the oldest attempt gets the oldest message, and none is used twice', () => {
    const attempts = [attempt('b', { startedAt: at(1) }), attempt('a'), attempt('c', { startedAt: at(2) })];
    const messages = [message('Y', { sentAt: at(3) }), message('X', { sentAt: at(2) })];
    expect(pairs(attempts, messages)).toEqual(['a=X', 'b=Y']);
  });

  it('waits while an equal one may still be answered', () => {
    const equals = [attempt('a'), attempt('b', { pending: true })];
    expect(pairs(equals, [message('X')])).toEqual([]);
    expect(pairs([attempt('a'), attempt('b', { pending: true, content: says('Outra') })], [message('X')])).toEqual([
      'a=X',
    ]);
  });

  describe('of other kinds', () => {
    it('knows a document and a video by their bytes', () => {
      const attempts = [
        attempt('a', { content: file('document', 'a') }),
        attempt('b', { startedAt: at(1), content: file('document', 'b') }),
      ];
      expect(pairs(attempts, [message('Y', seen('document', 'b')), message('X', seen('document', 'a'))])).toEqual([
        'a=X',
        'b=Y',
      ]);
      expect(pairs([attempt('a', { content: file('video', 'a') })], [message('X', seen('video', 'c'))])).toEqual([]);
    });

    it('takes a converted picture or voice note only when nothing else could be meant', () => {
      const photo = { content: file('image', 'a', 'A loja') };
      expect(pairs([attempt('a', photo)], [message('X', seen('image', 'c', 'A loja'))])).toEqual(['a=X']);
      expect(pairs([attempt('a', photo)], [message('X', seen('image', 'c', 'Outra'))])).toEqual([]);
      expect(pairs([attempt('a', photo)], [message('X', seen('document', 'a', 'A loja'))])).toEqual([]);
      const voice = { content: file('voice', 'a') };
      const two = [message('X', seen('voice', 'c')), message('Y', seen('voice', 'd'))];
      expect(pairs([attempt('a', voice)], two)).toEqual([]);
      expect(pairs([attempt('a', voice), attempt('b', voice)], two.slice(0, 1))).toEqual([]);
    });

    it('knows places by where they are and cards by their phones', () => {
      const place = { kind: 'location' as const, latitude: -23.55, longitude: -46.63 };
      expect(pairs([attempt('a', { content: place })], [message('X', { content: place })])).toEqual(['a=X']);
      const elsewhere = { ...place, latitude: -23.56 };
      expect(pairs([attempt('a', { content: place })], [message('X', { content: elsewhere })])).toEqual([]);
      const cards = { kind: 'contacts' as const, contacts: [{ name: 'Ana', phone: '+55 11 97777-6666' }] };
      expect(pairs([attempt('a', { content: cards })], [message('X', phones('5511977776666'))])).toEqual(['a=X']);
      expect(pairs([attempt('a', { content: cards })], [message('X', phones('5511900000000'))])).toEqual([]);
    });
  });
});
