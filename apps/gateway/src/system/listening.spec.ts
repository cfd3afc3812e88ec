import { describe, expect, it } from 'vitest';
import { Listening } from './listening.js';

describe('Listening', () => {
  it('counts from the last break', () => {
    const listening = new Listening();
    expect(listening.hasHeardFor(0, 0)).toBe(false);
    for (let at = 0; at <= 120_000; at += 5_000) listening.heardItself(at);
    expect(listening.hasHeardFor(120_000, 120_000)).toBe(true);
    expect(listening.hasHeardFor(120_000, 136_000)).toBe(false);
    listening.heardItself(140_000);
    expect(listening.hasHeardFor(120_000, 140_000)).toBe(false);
    expect(listening.hasHeardFor(0, 140_000)).toBe(true);
  });
});
