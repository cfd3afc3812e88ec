import { describe, expect, it } from 'vitest';
import { matchEchoes } from './match-echoes.js';
import type { OpenAttempt, UnclaimedMessage } from './match-echoes.js';

const start = Number(new Date('2026-11-25T12:00:00Z'));
const at = (seconds: number): Date => new Date(start + seconds * 1000);

const attempt = (commandId: string, overrides: Partial<OpenAttempt> = {}): OpenAttempt => ({
  commandId,
  recipient: '5511987650123@s.whatsapp.net',
  text: 'Abrimos às 9h!',
  startedAt: at(0),
  pending: false,
  ...overrides,
});
const message = (whatsappId: string, overrides: Partial<UnclaimedMessage> = {}): UnclaimedMessage => ({
  whatsappId,
  remoteJid: '5511987650123@s.whatsapp.net',
  text: 'Abrimos às 9h!',
  sentAt: at(1),
  ...overrides,
});
const pairs = (attempts: OpenAttempt[], messages: UnclaimedMessage[]) =>
  matchEchoes(attempts, messages).map(({ commandId, whatsappId }) => `${commandId}=${whatsappId}`);

describe('matching echoes', () => {
  it('goes by chat, text and time', () => {
    expect(pairs([attempt('a')], [message('X')])).toEqual(['a=X']);
    expect(pairs([attempt('a')], [message('X', { text: 'Outra coisa' })])).toEqual([]);
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
    const decomposed = message('X', { text: ' Abrimos a\u0300s 9h!\n' });
    expect(pairs([attempt('a')], [decomposed])).toEqual(['a=X']);
  });

  it('takes equal ones as multisets: the oldest attempt gets the oldest message, and none is used twice', () => {
    const attempts = [attempt('b', { startedAt: at(1) }), attempt('a'), attempt('c', { startedAt: at(2) })];
    const messages = [message('Y', { sentAt: at(3) }), message('X', { sentAt: at(2) })];
    expect(pairs(attempts, messages)).toEqual(['a=X', 'b=Y']);
  });

  it('waits while an equal one may still be answered', () => {
    const equals = [attempt('a'), attempt('b', { pending: true })];
    expect(pairs(equals, [message('X')])).toEqual([]);
    expect(pairs([attempt('a'), attempt('b', { pending: true, text: 'Outra' })], [message('X')])).toEqual(['a=X']);
  });
});
