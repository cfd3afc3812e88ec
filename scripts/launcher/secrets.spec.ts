import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadSecrets, secretsFile } from './secrets.mjs';
import { withFolder } from './temporary-folder.js';

describe('loadSecrets', () => {
  const folder = withFolder();

  it('makes them once, for the eyes of the owner only', () => {
    const first = loadSecrets(folder.path);
    expect(statSync(secretsFile(folder.path)).mode & 0o777).toBe(0o600);
    expect(loadSecrets(folder.path)).toEqual(first);
    expect(first['BKCRM_ADMIN_PASSWORD']).toMatch(/^(\w{4}-){3}\w{4}$/);
    expect(first['TOKEN_KEY']).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  });

  it('adds what a newer release needs and keeps the rest', () => {
    const { TOKEN_KEY: removed, ...rest } = loadSecrets(folder.path);
    writeFileSync(secretsFile(folder.path), JSON.stringify(rest));
    const completed = loadSecrets(folder.path);
    expect(completed).toMatchObject(rest);
    expect(completed['TOKEN_KEY']).not.toBe(removed);
  });

  it('never replaces a file it cannot read', () => {
    writeFileSync(secretsFile(folder.path), '{ broken');
    expect(() => loadSecrets(folder.path)).toThrow(/cannot be read/);
    expect(readFileSync(secretsFile(folder.path), 'utf8')).toBe('{ broken');
  });
});
