import { describe, expect, it } from 'vitest';
import { isSameRecipient, possibleJids } from './same-recipient.js';

describe('isSameRecipient', () => {
  it.each([
    ['5511987650123', '5511987650123@s.whatsapp.net'],
    ['5511987650123:12@s.whatsapp.net', '5511987650123@s.whatsapp.net'],
    ['+55 (51) 98888-7777', '555188887777@s.whatsapp.net'],
    ['5215512345678@s.whatsapp.net', '525512345678'],
    ['133148154562373@lid', '133148154562373@lid'],
    ['120363025555555555@g.us', '120363025555555555@g.us'],
  ])('%s is %s', (one, other) => expect(isSameRecipient(one, other)).toBe(true));

  it.each([
    ['5511987650123', '5511987650124'],
    ['133148154562373@lid', '133148154562373@s.whatsapp.net'],
  ])('%s is not %s', (one, other) => expect(isSameRecipient(one, other)).toBe(false));
});

describe('possibleJids', () => {
  it('names both spellings of a Brazilian phone', () => {
    const both = ['5511987650123@s.whatsapp.net', '551187650123@s.whatsapp.net'];
    expect(possibleJids('5511987650123')).toEqual(both);
    expect(possibleJids('551187650123@s.whatsapp.net')).toEqual(both.toReversed());
  });

  it('leaves everything else as it is', () => {
    expect(possibleJids('133148154562373@lid')).toEqual(['133148154562373@lid']);
    expect(possibleJids('14155550123')).toEqual(['14155550123@s.whatsapp.net']);
  });
});
