import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inProject } from '../launcher/paths.mjs';

const service = readFileSync(inProject('deploy/systemd/bkcrm@.service'), 'utf8');
const target = readFileSync(inProject('deploy/systemd/bkcrm.target'), 'utf8');
const valuesOf = (name: string, unit = service): string[] =>
  [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1] ?? '');

describe('the systemd units', () => {
  const instances = [
    ...valuesOf('Wants', target)
      .join()
      .matchAll(/bkcrm@([\w-]+)\.service/g),
  ].map((match) => match[1]);

  it('start the four services as they are built', () => {
    expect(instances).toEqual(['webhook-ingest', 'ticket', 'evolution-sender', 'gateway']);
    for (const app of instances) {
      for (const path of valuesOf('ExecStart')
        .join()
        .match(/dist\/\S+\.js/g) ?? []) {
        const source = path.replace('%i', app ?? '').replace(/^dist\/(.*)\.js$/, '$1.ts');
        expect([source, existsSync(inProject(source))]).toEqual([source, true]);
      }
    }
  });

  it('never give a service up, leave it time to drain, and refuse settings of examples', () => {
    expect(valuesOf('Restart')).toEqual(['always']);
    expect(valuesOf('StartLimitIntervalSec')).toEqual(['0']);
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThanOrEqual(60);
    expect(valuesOf('ExecStartPre')[0]).toBe('/usr/bin/node scripts/production.mjs --check');
  });

  it('let it write in its own folder only', () => {
    expect(valuesOf('ProtectSystem')).toEqual(['strict']);
    expect(valuesOf('CapabilityBoundingSet')).toEqual(['']);
    const folders =
      valuesOf('Environment')
        .join()
        .match(/(?<=_DIR=)\/var\S+/g) ?? [];
    expect(folders.every((folder) => folder.startsWith(`/var/lib/${valuesOf('StateDirectory')[0]}/`))).toBe(true);
  });

  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!analyze)('satisfy systemd-analyze verify (skipped where there is none)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bkcrm-units-'));
    try {
      // It looks for the programs that units start.
      writeFileSync(join(folder, 'bkcrm@.service'), service.replaceAll('/usr/bin/node', process.execPath));
      writeFileSync(join(folder, 'bkcrm.target'), target);
      const units = ['bkcrm.target', 'bkcrm@gateway.service'].map((name) => join(folder, name));
      const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], { encoding: 'utf8' });
      expect(stderr.split('\n').filter((line) => line.includes('bkcrm'))).toEqual([]);
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
