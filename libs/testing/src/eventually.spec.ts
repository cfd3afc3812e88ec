import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('returns what the assertion returns once it holds', async () => {
    let asked = 0;
    const result = await eventually(() => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    });
    expect(result).toBe(3);
  });

  it('ends with the reason of the last attempt', async () => {
    let asked = 0;
    const hopeless = eventually(
      () => {
        asked += 1;
        throw new Error(`attempt ${asked}`);
      },
      { timeout: 30, every: 5 },
    );
    await expect(hopeless).rejects.toThrow(/^attempt [2-9]/);
  });
});
