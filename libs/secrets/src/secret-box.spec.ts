import { describe, expect, it } from 'vitest';
import { SecretBox, SecretUnreadable } from './secret-box.js';
import { openSealed, sealFor, SealingKey } from './sealing.js';

const [first, second] = ['first-master-key-of-32-characters', 'second-master-key-of-32-character'];

describe('a stored secret', () => {
  it('is read where it was written, and nowhere else', () => {
    const box = new SecretBox([first]);
    const stored = box.encrypt('key', 'server|1|api_key');
    expect(stored).toMatch(/^v1\.[\da-f]{8}\.[\w-]+$/);
    expect(stored).not.toContain('key');
    expect(box.decrypt(stored, 'server|1|api_key')).toBe('key');
    expect(() => box.decrypt(stored, 'server|2|api_key')).toThrow(SecretUnreadable);
    expect(() => box.decrypt(stored, 'server|1|name')).toThrow(SecretUnreadable);
  });

  it('never looks the same twice', () => {
    const box = new SecretBox([first]);
    expect(box.encrypt('key', 'a')).not.toBe(box.encrypt('key', 'a'));
  });

  it('is read with any key that is still configured, and written with the first', () => {
    const stored = new SecretBox([first]).encrypt('key', 'a');
    const rotated = new SecretBox([second, first]);
    expect(rotated.decrypt(stored, 'a')).toBe('key');
    const rewritten = rotated.encrypt('key', 'a');
    expect(new SecretBox([second]).decrypt(rewritten, 'a')).toBe('key');
    expect(() => new SecretBox([second]).decrypt(stored, 'a')).toThrow(/key .* is not among/);
  });

  it('is refused when it was changed', () => {
    const box = new SecretBox([first]);
    const stored = box.encrypt('key', 'a');
    const other = stored.at(-5) === 'A' ? 'B' : 'A';
    expect(() => box.decrypt(stored.slice(0, -5) + other + stored.slice(-4), 'a')).toThrow(SecretUnreadable);
    expect(() => box.decrypt('clear text', 'a')).toThrow(/unknown form/);
  });
});

describe('a sealed secret', () => {
  it('is opened by its receiver only, for its purpose only', () => {
    const receiver = new SealingKey(first);
    const sealed = sealFor(receiver.publicKey, 'key', 'server key');
    expect(openSealed(new SealingKey(first), sealed, 'server key')).toBe('key');
    expect(() => openSealed(receiver, sealed, 'another')).toThrow(SecretUnreadable);
    expect(() => openSealed(new SealingKey(second), sealed, 'server key')).toThrow(SecretUnreadable);
    expect(() => openSealed(receiver, 'clear text', 'server key')).toThrow(SecretUnreadable);
  });
});
