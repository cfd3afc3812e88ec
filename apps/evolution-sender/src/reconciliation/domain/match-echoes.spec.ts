import { describe, expect, it } from 'vitest';
import { matchEchoes } from './match-echoes.js';
import type { Echo, OpenCommand } from './match-echoes.js';

const at = (seconds: number): Date => new Date(1_700_000_000_000 + seconds * 1_000);
const command = (id: string, overrides: Partial<OpenCommand> = {}): OpenCommand => ({
  id,
  state: 'unknown',
  recipient: '5511987650123@s.whatsapp.net',
  text: 'Olá',
  attemptStartedAt: at(0),
  ...overrides,
});
const echo = (whatsappId: string, overrides: Partial<Echo> = {}): Echo => ({
  whatsappId,
  remoteJid: '551187650123@s.whatsapp.net',
  text: 'Olá',
  at: at(1),
  ...overrides,
});
const pairs = (commands: OpenCommand[], echoes: Echo[]): string[] =>
  matchEchoes(commands, echoes).map((match) => `${match.command.id}=${match.echo.whatsappId}`);

describe('matchEchoes', () => {
  it('finds the echo of a command, also under the other spelling of its phone', () => {
    expect(pairs([command('a')], [echo('x', { text: 'other' }), echo('y')])).toEqual(['a=y']);
  });

  it.each([
    ['before the attempt', { at: at(-1) }],
    ['of another text', { text: 'Olá!' }],
    ['without a text', { text: null }],
    ['to somebody else', { remoteJid: '5511900000000@s.whatsapp.net' }],
    ['to a LID with the same digits', { remoteJid: '5511987650123@lid' }],
  ])('takes nothing %s', (_name, overrides) => {
    expect(pairs([command('a')], [echo('x', overrides)])).toEqual([]);
  });

  it('gives equal texts the oldest first, each echo once', () => {
    expect(pairs([command('a'), command('b')], [echo('x'), echo('y'), echo('z')])).toEqual(['a=x', 'b=y']);
    expect(pairs([command('a'), command('b')], [echo('x')])).toEqual(['a=x']);
  });

  it('leaves an echo alone that may be of a command still waiting for its answer', () => {
    const sending = command('b', { state: 'sending', attemptStartedAt: at(5) });
    expect(pairs([command('a'), sending], [echo('x', { at: at(6) })])).toEqual([]);
    expect(pairs([command('a'), sending], [echo('x', { at: at(4) })])).toEqual(['a=x']);
  });
});
