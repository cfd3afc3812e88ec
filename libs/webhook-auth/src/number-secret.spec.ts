import { describe, expect, it } from 'vitest';
import { numberSecret, verifyNumberSecret } from './number-secret.js';

const number = '0197a3f0-0000-7000-8000-000000000001';
const other = '0197a3f0-0000-7000-8000-000000000002';

describe('verifyNumberSecret', () => {
  it('accepts what was made for the number from any secret, for rotation', () => {
    expect(verifyNumberSecret(['new', 'old'], number, numberSecret('old', number))).toBe(true);
    expect(verifyNumberSecret(['new', 'old'], number, numberSecret('new', number))).toBe(true);
  });

  it('accepts the bare secret, with and without a number', () => {
    expect(verifyNumberSecret(['new', 'old'], undefined, 'old')).toBe(true);
    expect(verifyNumberSecret(['new'], number, 'new')).toBe(true);
  });

  it('refuses the secret of another number, an unknown one, and everything when there is no secret', () => {
    expect(verifyNumberSecret(['new'], other, numberSecret('new', number))).toBe(false);
    expect(verifyNumberSecret(['new'], undefined, numberSecret('new', number))).toBe(false);
    expect(verifyNumberSecret(['new'], number, '')).toBe(false);
    expect(verifyNumberSecret([], number, '')).toBe(false);
  });
});
