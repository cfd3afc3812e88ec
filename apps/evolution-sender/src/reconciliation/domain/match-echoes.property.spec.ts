import { array, assert, boolean, constantFrom, integer, property, record, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchEchoes } from './match-echoes.js';
import type { OpenAttempt, UnclaimedMessage } from './match-echoes.js';

const start = 1_790_000_000_000;
const recipients = constantFrom('5511987650001@s.whatsapp.net', '5511987650002@s.whatsapp.net');
const texts = constantFrom('Olá', 'Sim', 'Tem sim!');

const attempts = array(record({ recipient: recipients, text: texts, pending: boolean() }), { maxLength: 8 }).map(
  (list) =>
    list.map(({ recipient, text, pending }, index): OpenAttempt => ({
      commandId: `command ${index}`,
      recipient,
      content: { kind: 'text', text },
      startedAt: new Date(start + index * 1000),
      pending,
    })),
);
const messages = array(record({ remoteJid: recipients, text: texts, after: integer({ min: -60, max: 400 }) }), {
  maxLength: 8,
}).map((list) =>
  list.map(({ remoteJid, text, after }, index): UnclaimedMessage => ({
    whatsappId: `message ${index}`,
    remoteJid,
    content: { kind: 'text', text },
    // No two in the same millisecond, so that "the oldest" is one.
    sentAt: new Date(start + after * 1000 + index),
  })),
);

const sorted = (matches: ReturnType<typeof matchEchoes>) =>
  matches.toSorted((one, other) => one.commandId.localeCompare(other.commandId));

describe('matching what was sent with what may have been', () => {
  it('gives no message to two attempts, no attempt two messages, and nothing to one that still has its answer to come', () => {
    assert(
      property(attempts, messages, (open, unclaimed) => {
        const matches = matchEchoes(open, unclaimed);
        expect(new Set(matches.map(({ whatsappId }) => whatsappId)).size).toBe(matches.length);
        expect(new Set(matches.map(({ commandId }) => commandId)).size).toBe(matches.length);
        for (const { commandId, whatsappId } of matches) {
          const attempt = open.find((candidate) => candidate.commandId === commandId);
          const message = unclaimed.find((candidate) => candidate.whatsappId === whatsappId);
          expect(attempt?.pending).toBe(false);
          expect(message).toMatchObject({ remoteJid: attempt?.recipient, content: attempt?.content });
        }
      }),
    );
  });

  it('comes to the same in whichever order things are found', () => {
    assert(
      property(
        attempts.chain((open) =>
          shuffledSubarray(open, { minLength: open.length }).map((other) => [open, other] as const),
        ),
        messages.chain((all) => shuffledSubarray(all, { minLength: all.length }).map((other) => [all, other] as const)),
        ([open, shuffled], [unclaimed, mixed]) => {
          expect(sorted(matchEchoes(shuffled, mixed))).toEqual(sorted(matchEchoes(open, unclaimed)));
        },
      ),
    );
  });
});
