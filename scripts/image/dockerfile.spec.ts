import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { inProject } from '../launcher/paths.mjs';
import { assignments, parseCopy, parseDockerfile } from './dockerfile.mjs';
import { readDockerIgnore } from './docker-ignore.mjs';

const stages = parseDockerfile(readFileSync(inProject('Dockerfile'), 'utf8'));
const final = stages.at(-1);
const valuesOf = (instruction: string, of = final): string[] =>
  (of?.steps ?? []).filter((step) => step.instruction === instruction).map(({ value }) => value);

describe('parseDockerfile', () => {
  it('joins continued lines, skips comments and fills in arguments of FROM', () => {
    expect(
      parseDockerfile('ARG BASE=x:1\nFROM ${BASE} AS one\n# why\nRUN a \\\n  # here\n  && b\nFROM scratch\n'),
    ).toEqual([
      { name: 'one', image: 'x:1', steps: [{ instruction: 'RUN', value: 'a && b', line: 4 }] },
      { name: '1', image: 'scratch', steps: [] },
    ]);
  });

  it('reads what COPY and ENV say', () => {
    expect(parseCopy('--from=build --chown=a:b /x /y ./z/')).toEqual({
      flags: { from: 'build', chown: 'a:b' },
      sources: ['/x', '/y'],
      target: './z/',
    });
    expect(assignments('A=1 B="two words"')).toEqual({ A: '1', B: 'two words' });
  });
});

describe('readDockerIgnore', () => {
  const ignored = readDockerIgnore(readFileSync(inProject('.dockerignore'), 'utf8'));

  it('leaves out tests, secrets and what is built, at any depth', () => {
    for (const path of [
      '.env',
      '.git/config',
      'apps/ticket/src/inbound/fold.spec.ts',
      'apps/ticket/test/x.integration.spec.ts',
      'libs/testing/src/index.ts',
      'apps/console/node_modules/x',
      'dist/apps/ticket/src/main.js',
    ]) {
      expect([path, ignored(path)]).toEqual([path, true]);
    }
    for (const path of [
      'apps/ticket/src/main.ts',
      '.env.example',
      'libs/test-like/src/index.ts',
      'scripts/start.mjs',
    ]) {
      expect([path, ignored(path)]).toEqual([path, false]);
    }
  });

  it('refuses exceptions, which it would get wrong', () => {
    expect(() => readDockerIgnore('!keep')).toThrow(/exceptions/);
  });
});

describe('the Dockerfile', () => {
  it('builds every stage on one base image of a chosen release', () => {
    expect(new Set(stages.map(({ image }) => image)).size).toBe(1);
    expect(stages[0]?.image).toMatch(/^node:\d+-slim$/);
  });

  it('installs from the lock file only', () => {
    const installing = stages.flatMap((stage) => valuesOf('RUN', stage)).filter((command) => /\bnpm\b/.test(command));
    expect(installing.filter((command) => /npm (i|install|add|update)\b/.test(command))).toEqual([]);
    expect(installing.filter((command) => command.includes('npm ci'))).toHaveLength(2);
  });

  it('takes into the image the production dependencies and what was built, and runs nothing in it', () => {
    expect(valuesOf('RUN')).toEqual([]);
    const copies = valuesOf('COPY').map(parseCopy);
    expect(copies.filter(({ flags }) => flags['from'] === 'dependencies').flatMap(({ sources }) => sources)).toEqual([
      '/app/node_modules',
    ]);
    expect(
      valuesOf(
        'RUN',
        stages.find(({ name }) => name === 'dependencies'),
      ).join(),
    ).toContain('--omit=dev');
    expect(copies.flatMap(({ sources }) => sources)).not.toContain('.');
  });

  it('runs as an account without rights and writes below /data only', () => {
    expect(valuesOf('USER')).toEqual(['node']);
    expect(valuesOf('VOLUME')).toEqual(['/data']);
    const environment = Object.assign({}, ...valuesOf('ENV').map(assignments)) as Record<string, string>;
    for (const variable of ['MEDIA_DIR', 'SPOOL_DIR']) expect(environment[variable]).toMatch(/^\/data\//);
  });
});

describe('its health check', () => {
  const [, , script = ''] = /CMD \["(\w+)", "([^"]+)"\]/.exec(valuesOf('HEALTHCHECK')[0] ?? '') ?? [];

  async function check(env: Record<string, string>): Promise<number> {
    const child = spawn(process.execPath, [inProject(script)], { env });
    const [status] = (await once(child, 'exit')) as [number];
    return status;
  }

  it('follows the liveness of whichever service listens', async () => {
    let status = 200;
    const service = createServer((request, response) => {
      response.statusCode = request.url === '/livez' ? status : 404;
      response.end();
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    const { port } = service.address() as AddressInfo;
    // Nothing listens on port 1.
    const env = {
      INGEST_ADMIN_PORT: '1',
      TICKET_ADMIN_PORT: '1',
      GATEWAY_ADMIN_PORT: '1',
      SENDER_ADMIN_PORT: `${port}`,
    };
    expect(await check(env)).toBe(0);
    status = 503;
    expect(await check(env)).toBe(1);
    service.close();
    expect(await check({ ...env, SENDER_ADMIN_PORT: '1' })).toBe(1);
  });
});
