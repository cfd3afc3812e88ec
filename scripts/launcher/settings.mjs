import { existsSync } from 'node:fs';
import { LauncherError } from './output.mjs';
import { dataFolder, inProject } from './paths.mjs';

/** Every port of the one-command start: the variable that moves it, its default, and whose it is. */
export const portDefaults = {
  GATEWAY_PORT: { port: 3001, use: 'the console and its API' },
  INGEST_PORT: { port: 4000, use: 'webhooks' },
  INGEST_ADMIN_PORT: { port: 4010, use: "webhook-ingest's probes and metrics" },
  TICKET_ADMIN_PORT: { port: 4011, use: "ticket's probes and metrics" },
  SENDER_ADMIN_PORT: { port: 4012, use: "evolution-sender's probes and metrics" },
  GATEWAY_ADMIN_PORT: { port: 4013, use: "gateway's probes and metrics" },
  POSTGRES_PORT: { port: 4020, use: 'the embedded PostgreSQL' },
  RABBITMQ_PORT: { port: 4021, use: 'the embedded RabbitMQ' },
  SIMULATOR_PORT: { port: 8090, use: 'the Evolution simulator' },
  CONSOLE_PORT: { port: 5173, use: "the console's development server" },
};

/** Adds what the project's `.env` says; a variable that is set already keeps its value. */
export function loadEnvironmentFile(path = inProject('.env')) {
  if (existsSync(path)) process.loadEnvFile(path);
}

/**
 * What the start goes by. An empty variable counts as absent.
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ watch?: boolean }} [mode]
 * @throws LauncherError naming the variable that is wrong
 */
export function readSettings(environment, { watch = false } = {}) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  if (given.EVOLUTION_URL && !given.EVOLUTION_API_KEY) {
    throw new LauncherError(
      'EVOLUTION_URL is set without EVOLUTION_API_KEY: BKCRM cannot call Evolution without its key',
    );
  }
  const embedded = {
    database: !given.DATABASE_URL,
    broker: !given.AMQP_URL,
    simulator: !given.EVOLUTION_URL,
  };
  return { given, data: dataFolder(given), embedded, watch, ports: readPorts(given, { ...embedded, watch }) };
}

/** The ports that this start really opens, by variable. */
function readPorts(given, { database, broker, simulator, watch }) {
  const unused = new Set([
    ...(database ? [] : ['POSTGRES_PORT']),
    ...(broker ? [] : ['RABBITMQ_PORT']),
    ...(simulator ? [] : ['SIMULATOR_PORT']),
    ...(watch ? [] : ['CONSOLE_PORT']),
  ]);
  const ports = {};
  for (const [variable, { port }] of Object.entries(portDefaults)) {
    if (unused.has(variable)) continue;
    const chosen = given[variable] === undefined ? port : Number(given[variable]);
    if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65_535) {
      throw new LauncherError(`${variable} must be a port number from 1 to 65535`);
    }
    const other = Object.keys(ports).find((name) => ports[name] === chosen);
    if (other) throw new LauncherError(`${other} and ${variable} are both ${chosen}: move one of them`);
    ports[variable] = chosen;
  }
  return ports;
}
