import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, startProcess, withDatabase, withVhost } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const portVariables = ['GATEWAY', 'INGEST', 'GATEWAY_ADMIN', 'INGEST_ADMIN', 'TICKET_ADMIN', 'SENDER_ADMIN'];
const key = (): string => randomBytes(24).toString('hex');

const start = (env: Record<string, string>, ready?: string): Promise<RunningProcess> =>
  startProcess({
    name: 'npm run production',
    args: ['scripts/production.mjs'],
    env: { ...env, NODE_ENV: 'production' },
    ...(ready === undefined ? {} : { ready: ({ log }: RunningProcess) => expect(log).toContain(ready) }),
    readyWithin: 90_000,
  });

describe('npm run production', () => {
  const database = withDatabase();
  const vhost = withVhost();
  const env: Record<string, string> = {};
  let evolution: RunningProcess;
  let production: RunningProcess | undefined;

  beforeAll(async () => {
    const port = String(await freePort());
    for (const name of portVariables) env[`${name}_PORT`] = String(await freePort());
    Object.assign(env, {
      BKCRM_DATA: await mkdtemp(join(tmpdir(), 'bkcrm-production-')),
      DATABASE_URL: database.url,
      AMQP_URL: vhost.url,
      EVOLUTION_URL: `http://127.0.0.1:${port}`,
      EVOLUTION_API_KEY: key(),
      WEBHOOK_PUBLIC_URL: `http://127.0.0.1:${env['INGEST_PORT']}`,
      WEBHOOK_SECRETS: key(),
      PUBLIC_URL: `http://127.0.0.1:${env['GATEWAY_PORT']}`,
      TOKEN_KEY: key(),
      SECRETS_KEY: key(),
      BKCRM_ADMIN_EMAIL: 'ana@example.com',
      BKCRM_ADMIN_PASSWORD: 'first of all 42',
    });
    evolution = await startProcess({
      name: 'evolution-simulator',
      args: ['dist/apps/evolution-simulator/src/main.js'],
      env: { SIMULATOR_PORT: port, SIMULATOR_API_KEY: env['EVOLUTION_API_KEY'] ?? '' },
      ready: `http://127.0.0.1:${port}/`,
    });
  });
  afterAll(async () => {
    await production?.stop(60_000);
    await evolution?.stop();
    await rm(env['BKCRM_DATA'] ?? '', { recursive: true, force: true });
  });

  it('starts nothing with settings of examples or without what is needed, and names all of it', async () => {
    const { TOKEN_KEY: _, ...rest } = env;
    const refused = await start({
      ...rest,
      SECRETS_KEY: 'one-long-random-text-of-32-characters',
      AMQP_URL: 'amqp://guest:guest@127.0.0.1',
    });
    expect(await refused.exit()).toBe(1);
    expect(refused.log).toContain('TOKEN_KEY is not set');
    expect(refused.log).toContain('SECRETS_KEY is a value of an example');
    expect(refused.log).toContain('the password in AMQP_URL is a default one');
    await expect(readFile(join(env['BKCRM_DATA'] ?? '', 'running.json'))).rejects.toThrow('ENOENT');
  });

  it('brings up a system that the doctor finds well, without a simulator or a secret of its own', async () => {
    production = await start(env, 'BKCRM is running');
    // It is made by the ticket service, a moment after everything is ready.
    const log = join(env['BKCRM_DATA'] ?? '', 'logs/gateway.log');
    await eventually(async () => expect(await readFile(log, 'utf8')).toContain('the first administrator can log in'), {
      timeout: 30_000,
    });
    const doctor = await startProcess({ name: 'doctor', args: ['scripts/doctor.mjs'], env });
    const status = await doctor.exit();
    expect(doctor.log).toContain('0 failed');
    expect(status).toBe(0);
    await expect(readFile(join(env['BKCRM_DATA'] ?? '', 'secrets.json'))).rejects.toThrow('ENOENT');
    expect(production.log).not.toContain(env['BKCRM_ADMIN_PASSWORD']);
  }, 120_000);

  it('starts a service again that was killed', async () => {
    const record = join(env['BKCRM_DATA'] ?? '', 'run/ticket');
    const { pid } = JSON.parse(await readFile(record, 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(production?.log).toContain('ticket ended (SIGKILL); starting it again'));
    await eventually(
      async () => {
        const again = JSON.parse(await readFile(record, 'utf8')) as { pid: number };
        expect(again.pid).not.toBe(pid);
        expect((await fetch(`http://127.0.0.1:${env['TICKET_ADMIN_PORT']}/readyz`)).ok).toBe(true);
      },
      { timeout: 40_000 },
    );
  });

  it('stops everything when it is told to', async () => {
    expect(await production?.stop(60_000)).toBe(0);
    for (const name of portVariables) await expect(fetch(`http://127.0.0.1:${env[`${name}_PORT`]}/`)).rejects.toThrow();
  }, 90_000);
});
