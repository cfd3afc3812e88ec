import { join } from 'node:path';
import { embeddedPostgres } from './embedded-postgres.mjs';
import { embeddedRabbitmq } from './embedded-rabbitmq.mjs';
import { dockerAnswers, rabbitmqInDocker } from './rabbitmq-docker.mjs';
import { findInstalledRabbitmq } from './rabbitmq-find.mjs';
import { canUnpack, unpackedRabbitmq } from './rabbitmq-unpack.mjs';
import { LauncherError } from './output.mjs';

/**
 * A database server of our own in the data folder.
 * @param {{ data: string, port: number, password: string, throwAway?: boolean, parameters?: Record<string, string> }} settings
 */
export function databaseServer({ data, ...settings }, groups, report) {
  return embeddedPostgres(
    { folder: join(data, 'postgres'), log: join(data, 'logs/postgres.log'), ...settings },
    groups,
    report,
  );
}

/**
 * A broker of our own in the data folder: RabbitMQ as it is found on the machine, else unpacked from the
 * distribution's packages, else in a container.
 * @param {{ data: string, port: number, password: string }} settings
 * @throws LauncherError that says what to install when there is no way
 */
export async function broker({ data, port, password }, groups, report) {
  const settings = { folder: join(data, 'rabbitmq'), port, password, log: join(data, 'logs/rabbitmq.log') };
  const installed = findInstalledRabbitmq();
  if (installed) return embeddedRabbitmq({ sbin: installed }, settings, groups, report);
  if (canUnpack()) return embeddedRabbitmq(await unpackedRabbitmq(), settings, groups, report);
  if (await dockerAnswers()) return rabbitmqInDocker(settings, groups, report);
  throw new LauncherError(
    process.platform === 'darwin'
      ? 'RabbitMQ is missing: `brew install rabbitmq`, start Docker, or set AMQP_URL to a broker of yours'
      : 'RabbitMQ is missing: install it (the package is called rabbitmq-server), start Docker, or set AMQP_URL to a broker of yours',
  );
}

/** Starts these one after the other. */
export async function startAll(processes) {
  for (const supervised of processes) await supervised.start();
}

/** Stops these in the opposite order of starting. */
export async function stopAll(processes) {
  for (const supervised of processes.toReversed()) await supervised.stop();
}
