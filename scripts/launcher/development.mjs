import { watchServices } from './compiler-watch.mjs';
import { startConsoleServer } from './console-server.mjs';
import { fingerprint } from './fingerprint.mjs';

/** `npm run dev`: restarts the services whose build has changed, and serves the console with hot reload. */
export class Development {
  #system;
  #output;
  #console;
  #compiler;
  #builds;
  #stopped = false;
  /** Restarts happen one after the other. */
  #restarts = Promise.resolve();

  constructor(system, output) {
    this.#system = system;
    this.#output = output;
    this.#builds = this.#currentBuilds();
  }

  /** @param {{ say: (line: string) => void, warn: (line: string) => void }} output */
  static async start(settings, system, output) {
    const development = new Development(system, output);
    development.#console = await startConsoleServer({
      port: settings.ports.CONSOLE_PORT,
      gateway: `http://127.0.0.1:${settings.ports.GATEWAY_PORT}`,
    });
    development.#compiler = watchServices(system.groups, {
      compiled: () => development.#queueRestart(),
      problem: output.warn,
    });
    development.#compiler.once('exit', () => {
      if (!development.#stopped) output.warn('the compiler ended: start again to watch for changes');
    });
    return development;
  }

  async stop() {
    this.#stopped = true;
    this.#compiler?.kill();
    await this.#restarts;
    await this.#console?.close();
  }

  #queueRestart() {
    this.#restarts = this.#restarts
      .then(() => this.#restartChanged())
      .catch((error) => this.#output.warn(error.message));
  }

  async #restartChanged() {
    if (this.#stopped) return;
    const builds = this.#currentBuilds();
    const changed = [...builds.keys()].filter((name) => builds.get(name) !== this.#builds.get(name));
    this.#builds = builds;
    if (changed.length === 0) return;
    await this.#system.restart(changed);
    this.#output.say(`restarted ${changed.join(', ')}`);
  }

  /** What each service would run now. */
  #currentBuilds() {
    return new Map(
      this.#system.serviceNames.map((name) => [name, fingerprint([`dist/apps/${name}/src`, 'dist/libs'])]),
    );
  }
}
