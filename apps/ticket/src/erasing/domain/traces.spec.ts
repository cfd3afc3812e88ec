import { describe, expect, it } from 'vitest';
import { addressesOf } from './traces.js';

describe('the addresses of a person', () => {
  it('are digits, in every spelling that WhatsApp uses', () => {
    expect(addressesOf(['phone:551187650123', '5511987650123@s.whatsapp.net', 'lid:99887766554433', null])).toEqual([
      '551187650123',
      '5511987650123',
      '99887766554433',
    ]);
  });

  it.each([['120363043211234567@g.us-x'], [''], ['status@broadcast']])('are not made of %s', (name) =>
    expect(addressesOf([name]).every((address) => /^\d+$/.test(address))).toBe(true),
  );
});
