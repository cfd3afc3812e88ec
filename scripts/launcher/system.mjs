import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { registerDemoNumber } from './demo-number.mjs';
import { ensureDatabase } from './embedded-postgres.mjs';
import { broker, databaseServer, startAll, stopAll } from './infrastructure.mjs';
import { migrateAll } from './migrations.mjs';
import { progress } from './output.mjs';
import { ProcessGroups } from './process-groups.mjs';
import { removeRunning, writeRunning } from './running-system.mjs';
import { addressesOf, serviceDefinitions, serviceProcess } from './services.mjs';

const DATABASE = 'bkcrm';

/** Everything that one start runs: its own database server and broker where none are given, and the services. */
export class System {
  #settings;
  #report;
  #groups;
  #secrets;
  #definitions = [];
  /** In the order of starting. */
  #infrastructure = [];
  /** The supervised processes by name. */
  #services = new Map();
  #stopped = false;

  /** @param {(line: string) => void} report one line for whoever watches */
  constructor(settings, report) {
    this.#settings = settings;
    this.#report = report;
    mkdirSync(settings.data, { recursive: true });
    this.#groups = new ProcessGroups(join(settings.data, 'run'));
  }

  /** Ends what a launcher that was killed left behind. */
  async endLeftovers() {
    const found = await this.#groups.endLeftovers();
    if (found.length > 0) this.#report(`left over from an earlier start and ended: ${found.join(', ')}`);
  }

  /** @throws LauncherError saying what did not come up and why */
  async start(secrets) {
    this.#secrets = secrets;
    progress('starting PostgreSQL and RabbitMQ');
    const [database, queue] = await Promise.all([this.#startDatabase(), this.#startBroker()]);
    if (this.#stopped) return;
    this.#definitions = serviceDefinitions(this.#settings, secrets, { database, broker: queue });
    await migrateAll(this.#definitions, this.#settings.data);
    if (this.#stopped) return;
    await this.#startServices();
    if (this.#stopped) return;
    const { password, ...known } = this.description;
    writeRunning(this.#settings.data, { ...known, pid: process.pid, generatedPassword: password !== undefined });
  }

  /** Brings the tables up to date and starts these services again, on whatever has been built meanwhile. */
  async restart(names) {
    const chosen = this.#definitions.filter(({ name }) => names.includes(name));
    await migrateAll(chosen, this.#settings.data);
    await Promise.all(chosen.map(({ name }) => this.#services.get(name).restart()));
  }

  /** Stops everything in order: what lets work in, what finishes it, the broker, the database. */
  async stop() {
    this.#stopped = true;
    const stages = [...new Set(this.#definitions.map(({ stage }) => stage))].sort((a, b) => a - b);
    for (const stage of stages) {
      const names = this.#definitions.filter((one) => one.stage === stage).map(({ name }) => name);
      await Promise.all(names.map((name) => this.#services.get(name)?.stop()));
    }
    await stopAll(this.#infrastructure);
    this.#groups.close();
    removeRunning(this.#settings.data);
  }

  /** Where further processes of this start belong, so that none outlives it. */
  get groups() {
    return this.#groups;
  }

  get serviceNames() {
    return [...this.#services.keys()];
  }

  killAll() {
    this.#groups.killAll();
  }

  /** See `registerDemoNumber`; without the simulator there is none. */
  async registerDemoNumber() {
    if (!this.#settings.embedded.simulator) return undefined;
    const { email, password } = this.#login;
    return registerDemoNumber({
      gateway: this.description.addresses.gateway,
      email,
      password,
      data: this.#settings.data,
    });
  }

  /** What the overview shows; the password only where it was generated here. */
  get description() {
    const { data, embedded, given } = this.#settings;
    const { email, password } = this.#login;
    const shown = given.BKCRM_ADMIN_PASSWORD ? undefined : password;
    return { addresses: addressesOf(this.#settings), email, password: shown, data, embedded };
  }

  get #login() {
    const { given } = this.#settings;
    return {
      email: given.BKCRM_ADMIN_EMAIL ?? this.#secrets.BKCRM_ADMIN_EMAIL,
      password: given.BKCRM_ADMIN_PASSWORD ?? this.#secrets.BKCRM_ADMIN_PASSWORD,
    };
  }

  async #startDatabase() {
    const { given, data, ports, embedded } = this.#settings;
    if (!embedded.database) return given.DATABASE_URL;
    const password = this.#secrets.POSTGRES_PASSWORD;
    const server = databaseServer({ data, port: ports.POSTGRES_PORT, password }, this.#groups, this.#report);
    await this.#startInfrastructure([server.process]);
    if (!this.#stopped) await ensureDatabase(server.url('postgres'), DATABASE);
    return server.url(DATABASE);
  }

  async #startBroker() {
    const { given, data, ports, embedded } = this.#settings;
    if (!embedded.broker) return given.AMQP_URL;
    const password = this.#secrets.RABBITMQ_PASSWORD;
    const node = await broker({ data, port: ports.RABBITMQ_PORT, password }, this.#groups, this.#report);
    await this.#startInfrastructure(node.processes);
    return node.url;
  }

  async #startInfrastructure(processes) {
    if (this.#stopped) return;
    this.#infrastructure.push(...processes);
    await startAll(processes);
  }

  async #startServices() {
    progress('starting the services');
    for (const definition of this.#definitions) {
      const supervised = serviceProcess(definition, this.#settings.data, this.#groups, this.#report);
      this.#services.set(definition.name, supervised);
    }
    const waiting = new Set(this.#services.keys());
    await Promise.all(
      [...this.#services].map(async ([name, supervised]) => {
        await supervised.start();
        waiting.delete(name);
        if (waiting.size > 0 && !this.#stopped) progress(`waiting for ${[...waiting].join(', ')}`);
      }),
    );
  }
}
