import { readFileSync } from 'node:fs';
import { configVariables } from '@bkcrm/config';
import { describe, expect, it } from 'vitest';
import { portDefaults } from './launcher/settings.mjs';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const modules = import.meta.glob<Record<string, unknown>>('../apps/*/src/app.config.ts', { eager: true });

/** What the launcher itself reads, besides the ports. */
const launcherVariables = ['BKCRM_DATA', 'BKCRM_CACHE'];
/** What Docker Compose itself reads. */
const composeVariables = ['COMPOSE_PROFILES'];

describe('.env.example', () => {
  const listed = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);

  it('lists every variable once, and none that nobody reads', () => {
    const classes = Object.values(modules).flatMap((module) =>
      Object.entries(module).filter(([name]) => /^[A-Z]\w*Config$/.test(name)),
    );
    expect(classes.length).toBeGreaterThanOrEqual(Object.keys(modules).length);
    const services = classes.flatMap(([, type]) => configVariables(type as new () => object));
    const compose = [...read('docker-compose.yml').matchAll(/\$\{([A-Z0-9_]+)/g)].map((match) => match[1]);
    const expected = new Set([
      ...services,
      ...Object.keys(portDefaults),
      ...launcherVariables,
      ...composeVariables,
      ...compose,
    ]);
    expect(new Set(listed)).toEqual(expected);
    expect(listed.length).toBe(expected.size);
  });

  it('explains each of them in the line before it', () => {
    const lines = read('.env.example').split('\n');
    const unexplained = lines.filter(
      (line, index) => /^#?[A-Z][A-Z0-9_]*=/.test(line) && !(lines[index - 1] ?? '').startsWith('# '),
    );
    expect(unexplained).toEqual([]);
  });
});
