import { describe, expect, it } from 'vitest';
import { numberSecret, NumberSecrets } from './number-secret.js';

const number = '0197a3f0-0000-7000-8000-000000000001';
const other = '0197a3f0-0000-7000-8000-000000000002';

describe('NumberSecrets', () => {
  const secrets = new NumberSecrets(['new', 'old']);

  it('find the secret from which the value was made for the number, for rotation, however often it comes', () => {
    for (const secret of ['old', 'new', 'old', 'new'])
      expect(secrets.find(number, numberSecret(secret, number))).toBe(secret);
  });

  it('find the bare secret, with and without a number', () => {
    expect(secrets.find(undefined, 'old')).toBe('old');
    expect(secrets.find(number, 'new')).toBe('new');
  });

  it('find nothing in the value of another number, in an unknown one, and where there is no secret', () => {
    const ofNumber = numberSecret('new', number);
    expect(secrets.find(number, ofNumber)).toBe('new');
    expect(secrets.find(other, ofNumber)).toBeUndefined();
    expect(secrets.find(undefined, ofNumber)).toBeUndefined();
    expect(secrets.find(number, numberSecret('retired', number))).toBeUndefined();
    expect(secrets.find(number, '')).toBeUndefined();
    expect(new NumberSecrets([]).find(number, '')).toBeUndefined();
  });
});
