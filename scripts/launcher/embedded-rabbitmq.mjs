import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { accepts, amqpAnswers, freePort } from './ports.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

const MEGABYTE = 1024 * 1024;
const USER = 'bkcrm';

/**
 * A RabbitMQ node of our own, listening on 127.0.0.1 only.
 * @param {{ sbin: string, path?: string }} installation where its scripts are; `path` is put in front of PATH
 * @param {{ folder: string, port: number, password: string, log: string }} settings
 * @param {{ name: string, home: string, epmd: number, configuration: string }} [member] where it is one node of several: its
 *   name, the home they share (with their cookie), the port of the name server that somebody else starts, more configuration
 * @param {import('./process-groups.mjs').ProcessGroups} groups
 * @param {(line: string) => void} report
 * @returns {Promise<{ processes: SupervisedProcess[], url: string, rabbitmqctl: string }>}
 *   processes in the order of starting; `rabbitmqctl` is a script that administers this node
 */
export async function embeddedRabbitmq(installation, { folder, port, password, log }, groups, report, member) {
  const home = member?.home ?? join(folder, 'home');
  for (const path of [home, ...['mnesia', 'logs', 'etc'].map((part) => join(folder, part))])
    mkdirSync(path, { recursive: true });
  const ports = { amqp: port, distribution: await freePort(), epmd: member?.epmd ?? (await freePort()) };
  const settings = `${configuration(password)}${member?.configuration ?? ''}`;
  writeFileSync(join(folder, 'etc/rabbitmq.conf'), settings, { mode: 0o600 });
  writeFileSync(join(folder, 'etc/enabled_plugins'), '[].\n');
  const own = nodeEnvironment(installation, { folder, home, ports, name: member?.name ?? 'bkcrm@localhost' });
  const rabbitmqctl = join(folder, 'rabbitmqctl');
  writeFileSync(rabbitmqctl, controlScript(installation, own));
  chmodSync(rabbitmqctl, 0o700);

  const options = { cwd: folder, env: { ...withoutForeign(process.env), ...own } };

  const node = new SupervisedProcess(
    {
      name: 'rabbitmq',
      log,
      stage: 2,
      prepare: async () => ({ command: join(installation.sbin, 'rabbitmq-server'), args: [], options }),
      ready: () => amqpAnswers(port),
      readyWithin: 120_000,
    },
    groups,
    report,
  );
  const url = `amqp://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  const processes = member ? [node] : [nameServer(ports.epmd, { log, options }, groups, report), node];
  return { processes, url, rabbitmqctl };
}

/**
 * Erlang's name server, for our own nodes alone: the machine's would be shared with foreign ones, and one that Erlang starts
 * by itself outlives everybody.
 */
export function nameServer(port, { log, options }, groups, report) {
  return new SupervisedProcess(
    {
      name: 'epmd',
      log,
      stage: 3,
      prepare: async () => ({ command: 'epmd', args: ['-port', String(port), '-address', '127.0.0.1'], options }),
      ready: () => accepts(port),
    },
    groups,
    report,
  );
}

/**
 * The account applies to the first start of a data folder. A quarter of the memory, at most 2 GB, is far more than
 * the queues hold in normal life; the disk limit stops publishers while there is still room for the database.
 */
function configuration(password) {
  const available = Math.min(totalmem(), process.constrainedMemory?.() || Infinity);
  const memory = Math.round(Math.min(Math.max(available / 4, 256 * MEGABYTE), 2_048 * MEGABYTE) / MEGABYTE);
  return `default_user = ${USER}
default_pass = ${password}
loopback_users = none
vm_memory_high_watermark.absolute = ${memory}MB
disk_free_limit.absolute = 256MB
raft.wal_max_size_bytes = ${64 * MEGABYTE}
log.console = true
log.console.level = info
log.file = false
`;
}

function nodeEnvironment({ sbin, path }, { folder, home, ports, name }) {
  const etc = join(folder, 'etc');
  return {
    HOME: home,
    PATH: [path, sbin, process.env.PATH, '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter),
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_CRASH_DUMP_SECONDS: '0',
    RABBITMQ_NODENAME: name,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'logs'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(folder, 'node.pid'),
    RABBITMQ_CONFIG_FILE: join(etc, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(etc, 'none.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(etc, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: join(etc, 'none.conf'),
    // No busy waiting: the node shares its processors with everything else.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none',
    RABBITMQ_CTL_ERL_ARGS: '-start_epmd false -dist_listen false',
  };
}

function controlScript({ sbin }, own) {
  const exports = Object.entries(own).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return `#!/bin/sh\n${exports.join('\n')}\nunset ERL_FLAGS ERL_LIBS\nexec ${quoted(join(sbin, 'rabbitmqctl'))} "$@"\n`;
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Settings meant for another node, or for systemd, must not reach ours. */
function withoutForeign(environment) {
  const foreign = /^(RABBITMQ_|ERL_|ERLANG_|NOTIFY_SOCKET$|ROOTDIR$|BINDIR$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}
