import { describe, expect, it } from 'vitest';
import { ManifestUnreadable, parseManifest } from './manifest.js';
import { archiveName, backupOf, dailyName, fullName, manifestName, nameOf } from './names.js';
import { outlived } from './retention.js';

describe('the names of backups', () => {
  it('say what they are and when, also of files', () => {
    const at = new Date('2026-11-25T05:00:01.500Z');
    expect(fullName(at)).toBe('full-2026-11-25T050001Z');
    for (const name of [dailyName('2026-11-24'), fullName(at)])
      for (const given of [
        name,
        manifestName(name),
        archiveName(name, true),
        archiveName(name, false),
        `/x/${manifestName(name)}`,
      ])
        expect(nameOf(given)).toBe(name);
    expect(backupOf('full-2026-11-25T050001Z.manifest.json')?.takenAt).toEqual(new Date('2026-11-25T05:00:01Z'));
    expect(backupOf('backup-2026-11-24.ndjson.gz')?.kind).toBe('daily');
    expect(backupOf('something else')).toBeUndefined();
  });
});

const daily = (day: string) => ({ name: day, kind: 'daily' as const, takenAt: new Date(`${day}T00:00:00Z`) });

describe('retention', () => {
  const now = new Date('2026-11-25T00:00:00Z');

  it('removes what is too old, but never the last ones of a kind', () => {
    const days = ['2026-01-01', '2026-01-02', '2026-11-23', '2026-11-24'].map(daily);
    expect(outlived(days, now, { days: 30, atLeast: 1 })).toEqual(['2026-01-02', '2026-01-01']);
    expect(outlived(days, now, { days: 30, atLeast: 3 })).toEqual(['2026-01-01']);
    const full = { name: 'full', kind: 'full' as const, takenAt: new Date(0) };
    expect(outlived([full, ...days], now, { days: 30, atLeast: 1 })).not.toContain('full');
  });
});

describe('a manifest', () => {
  it('is read only when it is whole, of our format, and names nothing but tables of ours', () => {
    const table = { name: 'ticket.message', columns: ['id'], rows: 1, sha256: 'x' };
    const manifest = {
      format: 1,
      name: 'full',
      kind: 'full',
      schemas: {},
      file: { name: 'f', sha256: 'x', encrypted: false },
      tables: [table],
    };
    expect(parseManifest(JSON.stringify(manifest)).tables).toEqual([table]);
    for (const wrong of [
      'no json',
      '[]',
      { ...manifest, format: 2 },
      { ...manifest, file: undefined },
      { ...manifest, tables: [{ ...table, name: 'ticket.message; DROP TABLE x' }] },
      { ...manifest, tables: [{ ...table, columns: ['id" --'] }] },
      { ...manifest, tables: [{ ...table, name: 'pg_catalog.pg_authid' }] },
    ])
      expect(() => parseManifest(typeof wrong === 'string' ? wrong : JSON.stringify(wrong))).toThrow(
        ManifestUnreadable,
      );
  });
});
