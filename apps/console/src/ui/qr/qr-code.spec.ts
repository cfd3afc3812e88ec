import { describe, expect, it } from 'vitest';
import { qrCode } from './qr-code.js';

/** The text of a code as we draw it, read back without correcting anything. */
const drawn = (text: string): string =>
  qrCode(text)
    .map((row) => row.map((isDark) => (isDark ? '█' : ' ')).join(''))
    .join('\n');

describe('qrCode', () => {
  // Read by a scanner when it was stored.
  it('draws what a scanner reads', () => {
    expect(drawn('BKCRM')).toMatchSnapshot();
  });

  it('has the form of its version: small squares, and the version itself from the seventh on', () => {
    expect([10, 60, 150, 660].map((length) => qrCode('x'.repeat(length)).length)).toEqual([21, 33, 49, 97]);
    expect(drawn('x'.repeat(120))).toMatchSnapshot();
  });

  it('refuses what is too long', () => {
    expect(() => qrCode('x'.repeat(700))).toThrow(RangeError);
  });
});
