import { describe, expect, it } from 'vitest';
import { matchStatuses } from './match-statuses.js';

const start = Number(new Date('2026-11-25T12:00:00Z'));
const at = (seconds: number): Date => new Date(start + seconds * 1000);
const chat = '5511987650123@s.whatsapp.net';
const attempt = (commandId: string, recipient = chat, startedAt = at(0)) => ({ commandId, recipient, startedAt });
const status = (whatsappId: string, remoteJid: string | null = chat, receivedAt = at(5)) => ({
  whatsappId,
  remoteJid,
  receivedAt,
});

describe('a status of a message that nobody knows', () => {
  it('proves the only attempt it can be about', () => {
    expect(matchStatuses([attempt('a'), attempt('b', 'other@lid')], [status('X'), status('Y', 'third@lid')])).toEqual([
      { commandId: 'a', whatsappId: 'X', remoteJid: chat },
    ]);
  });

  it.each([
    ['of two messages one of which it may be', [attempt('a')], [status('X'), status('Y')]],
    ['of one that may be either of two attempts', [attempt('a'), attempt('b', chat, at(1))], [status('X')]],
    ['without a chat', [attempt('a')], [status('X', null)]],
    ['from before the attempt', [attempt('a')], [status('X', chat, at(-1))]],
    ['long after it', [attempt('a')], [status('X', chat, at(181))]],
  ])('%s proves nothing', (_, attempts, statuses) => {
    expect(matchStatuses(attempts, statuses)).toEqual([]);
  });
});
