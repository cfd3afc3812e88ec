import { describe, expect, it } from 'vitest';
import { jidOfNumber, phoneVariants } from './jid.js';

describe('jidOfNumber', () => {
  it.each([
    ['5511988887777', '5511988887777@s.whatsapp.net'],
    ['+55 (11) 98888-7777', '5511988887777@s.whatsapp.net'],
    ['551188887777', '551188887777@s.whatsapp.net'],
    ['5531988887777', '553188887777@s.whatsapp.net'],
    ['5531966667777', '5531966667777@s.whatsapp.net'],
    ['5511987650123:23@s.whatsapp.net', '5511987650123@s.whatsapp.net'],
    ['133148154562373@lid', '133148154562373@lid'],
    ['120363025555555555', '120363025555555555@g.us'],
    ['abc', '@s.whatsapp.net'],
  ])('%s is %s', (number, jid) => expect(jidOfNumber(number)).toBe(jid));
});

describe('phoneVariants', () => {
  it('has a Brazilian mobile with and without the ninth digit', () => {
    expect(phoneVariants('5511988887777').sort()).toEqual(['551188887777', '5511988887777']);
    expect(phoneVariants('551188887777').sort()).toEqual(['551188887777', '5511988887777']);
  });

  it('leaves other numbers alone', () => expect(phoneVariants('14155550123')).toEqual(['14155550123']));
});
