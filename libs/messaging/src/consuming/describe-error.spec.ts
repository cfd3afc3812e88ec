import { describe, expect, it } from 'vitest';
import { describeFailure, errorFields } from './describe-error.js';

const databaseError = Object.assign(new Error('invalid text "call me at 5511987650123"'), { code: '22P02' });

describe('describing an error', () => {
  it('names it and its code, and never quotes what a customer wrote', () => {
    expect(describeFailure(databaseError).reason).toBe('Error 22P02');
    expect(JSON.stringify([describeFailure(databaseError), errorFields(databaseError)])).not.toContain('5511987650123');
  });

  it('shows the message of an error in our own code', () => {
    expect(errorFields(new TypeError('x is not a function')).error).toBe('TypeError: x is not a function');
  });

  it('gives the same hash to the same place, another to another', () => {
    const thrown = [1, 2].map(() => new Error('somewhere'));
    const [first, second] = thrown.map((error) => describeFailure(error).stackHash);
    expect(first).toBe(second);
    expect(describeFailure(new Error('elsewhere')).stackHash).not.toBe(first);
  });

  it('takes what is no error as it comes', () => {
    expect(describeFailure('text')).toEqual({ reason: 'thrown value' });
  });
});
