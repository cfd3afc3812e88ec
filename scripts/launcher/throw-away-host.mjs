import { chmodSync, closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDatabase } from './embedded-postgres.mjs';
import { broker, databaseServer, startAll, stopAll } from './infrastructure.mjs';
import { openLog } from './log-file.mjs';
import { projectRoot } from './paths.mjs';
import { freePort } from './ports.mjs';
import { ProcessGroups, signalGroup } from './process-groups.mjs';
import { runCommand } from './run-command.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

const DATABASE = 'bkcrm';
const PASSWORD = 'of-a-throw-away-system';

/**
 * The machine under a system that is tormented or measured: a durable database server and a broker of its own in the
 * folder, and processes that are kept running. `test/chaos/world/host.ts` says what it offers.
 * @param {string} folder
 * @param {(line: string) => void} report
 * @param {Record<string, string>} [parameters] further ones of the database server
 */
export async function throwAwayHost(folder, report, parameters) {
  mkdirSync(folder, { recursive: true });
  // The database server runs under another account when we are root.
  chmodSync(folder, 0o755);
  const groups = new ProcessGroups(join(folder, 'run'));
  const database = databaseServer(
    { data: folder, port: await freePort(), password: PASSWORD, parameters },
    groups,
    report,
  );
  const queue = await broker({ data: folder, port: await freePort(), password: PASSWORD }, groups, report);
  const infrastructure = [database.process, ...queue.processes];
  const services = [];
  const programs = [];

  /** A node of this project as a process; its log lies in the folder. */
  const definition = ({ name, args, environment }) => ({
    name,
    log: join(folder, 'logs', `${name}.log`),
    prepare: async () => ({
      command: process.execPath,
      args,
      options: { cwd: projectRoot, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment } },
    }),
  });

  return {
    folder,
    databaseUrl: database.url(DATABASE),
    brokerUrl: queue.url,
    database: database.process,
    broker: queue.processes.at(-1),
    start: async () => {
      await Promise.all([startAll([database.process]), startAll(queue.processes)]);
      await ensureDatabase(database.url('postgres'), DATABASE);
    },
    run: async ({ name, args, environment }) => {
      const { status, output } = await runCommand(process.execPath, args, {
        cwd: projectRoot,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
        deadline: 300_000,
      });
      if (status !== 0) throw new Error(`${name} ended with ${status}:\n${output.slice(-4_000)}`);
    },
    supervise: ({ ready, ...service }) => {
      const supervised = new SupervisedProcess(
        { ...definition(service), stage: 0, ready: () => answersOk(ready), stopWithin: 40_000, readyWithin: 180_000 },
        groups,
        report,
      );
      services.push(supervised);
      return supervised;
    },
    program: ({ name, args, environment }) => {
      const log = openLog(join(folder, 'logs', `${name}.log`));
      const options = {
        cwd: projectRoot,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
        stdio: ['ignore', log, log, 'ipc'],
      };
      const child = groups.spawn(name, { command: process.execPath, args, options, stage: 0 });
      closeSync(log);
      programs.push(child);
      return child;
    },
    signal: (supervised, signal) => signalGroup(supervised.pid, signal),
    brokerControl: async (...args) => {
      const { status, output } = await runCommand(queue.rabbitmqctl, args, { deadline: 180_000 });
      if (status !== 0) throw new Error(`rabbitmqctl ${args[0]} ended with ${status}: ${output.slice(-500)}`);
      return output;
    },
    stop: async () => {
      for (const program of programs) program.kill();
      await Promise.all(services.map((service) => service.stop()));
      await stopAll(infrastructure);
      groups.close();
    },
    killAll: () => groups.killAll(),
  };
}

async function answersOk(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  return response.ok;
}
