import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, evolutionEvents, normaliseEvent } from './evolution-events.js';

describe('normaliseEvent', () => {
  it.each([
    ['MESSAGES_UPSERT', 'messages.upsert'],
    ['messages-upsert', 'messages.upsert'],
    ['messages.upsert', 'messages.upsert'],
    [' Messages_Upsert ', 'messages.upsert'],
    ['SEND_MESSAGE_UPDATE', 'send.message.update'],
    ['GROUP_PARTICIPANTS_UPDATE', 'group-participants.update'],
    ['group.participants.update', 'group-participants.update'],
    ['typebot-change-status', 'typebot.change-status'],
    ['CALL', 'call'],
    ['SOMETHING_NEW', 'something.new'],
  ])('%s is %s', (name, dotted) => {
    expect(normaliseEvent(name)).toBe(dotted);
  });

  it.each([undefined, null, 7, '', '../x', 'a b', 'messages..upsert', '#', 'x'.repeat(65)])('%s is no name', (name) => {
    expect(normaliseEvent(name)).toBe('unknown');
  });

  it('is idempotent and always safe in a routing key', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...evolutionEvents)), (name) => {
        const dotted = normaliseEvent(name);
        expect(normaliseEvent(dotted)).toBe(dotted);
        expect(dotted).toMatch(/^[a-z0-9.-]{1,64}$/);
      }),
    );
  });
});

describe('classOf', () => {
  it('puts what agents wait for first', () => {
    const p0 = evolutionEvents.filter((event) => classOf(event) === 'p0');
    expect(p0).toEqual([
      'call',
      'connection.update',
      'instance.create',
      'instance.delete',
      'logout.instance',
      'messages.delete',
      'messages.edited',
      'messages.update',
      'messages.upsert',
      'qrcode.updated',
      'remove.instance',
      'send.message',
      'send.message.update',
      'status.instance',
    ]);
  });

  it('puts presence last and everything else, known or not, between', () => {
    expect(evolutionEvents.filter((event) => classOf(event) === 'p2')).toEqual(['presence.update']);
    expect(['messages.set', 'contacts.upsert', 'something.new', 42].map(classOf)).toEqual(['p1', 'p1', 'p1', 'p1']);
  });

  it('does not depend on the spelling', () => {
    expect(['MESSAGES_SET', 'messages-set', 'PRESENCE_UPDATE', 'MESSAGES_UPSERT'].map(classOf)).toEqual([
      'p1',
      'p1',
      'p2',
      'p0',
    ]);
  });
});
