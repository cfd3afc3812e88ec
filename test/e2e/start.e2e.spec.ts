import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, startProcess } from '@bkcrm/testing';
import type { RunningProcess } from '@bkcrm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const portVariables = [
  'GATEWAY_PORT',
  'GATEWAY_ADMIN_PORT',
  'INGEST_PORT',
  'INGEST_ADMIN_PORT',
  'TICKET_ADMIN_PORT',
  'SENDER_ADMIN_PORT',
  'SIMULATOR_PORT',
  'POSTGRES_PORT',
  'RABBITMQ_PORT',
];

/** The generated password in what the launcher prints. */
const password = (log: string): string | undefined => /Login +\S+ +(\S+)/.exec(log)?.[1];

function accepts(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), settle(true)));
    socket.once('error', () => settle(false));
  });
}

describe('npm start', () => {
  const env: Record<string, string> = { NODE_ENV: 'production' };
  let launcher: RunningProcess | undefined;

  beforeAll(async () => {
    env['BKCRM_DATA'] = await mkdtemp(join(tmpdir(), 'bkcrm-start-'));
    for (const variable of portVariables) env[variable] = String(await freePort());
  });
  afterAll(async () => {
    await launcher?.stop(60_000);
    await rm(env['BKCRM_DATA'] ?? '', { recursive: true, force: true });
  });

  const start = (): Promise<RunningProcess> =>
    startProcess({
      name: 'npm start',
      args: ['scripts/start.mjs'],
      env,
      ready: ({ log }) => expect(log).toContain('BKCRM is running'),
      readyWithin: 120_000,
    });

  /** Runs a script beside it to its end. */
  async function run(script: string): Promise<{ status: unknown; log: string }> {
    const running = await startProcess({ name: script, args: [script], env });
    const status = await running.exit();
    return { status, log: running.log };
  }

  const openPorts = async (): Promise<string[]> => {
    const open: string[] = [];
    for (const variable of portVariables) if (await accepts(Number(env[variable]))) open.push(variable);
    return open;
  };

  it('brings up a system in which a message goes to an agent and an answer back', async () => {
    launcher = await start();
    const { status, log } = await run('scripts/doctor.mjs');
    expect(log).toContain('0 failed, 0 skipped');
    expect(status).toBe(0);
  }, 180_000);

  it('says where it is when it is started a second time', async () => {
    const { status, log } = await run('scripts/start.mjs');
    expect(log).toContain(`already running (pid ${launcher?.pid})`);
    expect(password(log)).toBe(password(launcher?.log ?? ''));
    expect(status).toBe(1);
  });

  it('leaves nothing behind when it is killed, and goes on with the same data', async () => {
    await launcher?.kill();
    await eventually(async () => expect(await openPorts()).toEqual([]), { timeout: 30_000 });
    const before = password(launcher?.log ?? '');
    launcher = await start();
    // The table comes in several pieces.
    await eventually(() => expect(password(launcher?.log ?? '')).toBe(before));
  }, 180_000);

  it('stops everything when it is told to', async () => {
    expect(await launcher?.stop(60_000)).toBe(0);
    expect(await openPorts()).toEqual([]);
  }, 90_000);
});
