import { describe, expect, it } from 'vitest';
import { matchesLock, requireNode } from './install.mjs';

describe('requireNode', () => {
  it('wants 20.19 or later', () => {
    for (const version of ['18.20.0', '20.18.3']) expect(() => requireNode(version)).toThrow(/20\.19 or later/);
    for (const version of ['20.19.0', '22.0.0', '24.1.0']) expect(() => requireNode(version)).not.toThrow();
  });
});

describe('matchesLock', () => {
  const lock = {
    packages: {
      '': { name: 'bkcrm' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', optional: true },
    },
  };

  it('accepts missing optional packages, which are for other platforms', () => {
    expect(matchesLock(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true);
  });

  it('sees another version, a missing package and an empty folder', () => {
    expect(matchesLock(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false);
    expect(matchesLock(lock, { packages: {} })).toBe(false);
    expect(matchesLock(lock, undefined)).toBe(false);
  });
});
