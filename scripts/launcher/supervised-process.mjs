import { closeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { logTail, openLog } from './log-file.mjs';
import { LauncherError } from './output.mjs';
import { signalGroup } from './process-groups.mjs';
import { waitUntil } from './wait-until.mjs';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** Up this long, it is taken for healthy and the pauses start from the beginning. */
const HEALTHY_AFTER = 30_000;

/**
 * One child that is kept running: when it ends by itself it is started again, after pauses that grow.
 */
export class SupervisedProcess {
  #definition;
  #groups;
  #report;
  #child;
  /** Settles with the manner of its end, in words. */
  #ended = Promise.resolve('not started');
  #stopping = new AbortController();
  #pause = FIRST_PAUSE;

  /**
   * @param {{
   *   name: string,
   *   log: string,
   *   stage: number,
   *   prepare: () => Promise<{ command: string, args: string[], options?: object }>,
   *   ready: () => Promise<boolean>,
   *   stopSignal?: NodeJS.Signals,
   *   readyWithin?: number,
   *   stopWithin?: number,
   * }} definition `prepare` runs before every start; times in milliseconds
   * @param {import('./process-groups.mjs').ProcessGroups} groups
   * @param {(line: string) => void} report one line for whoever watches the launcher
   */
  constructor(definition, groups, report) {
    this.#definition = { stopSignal: 'SIGTERM', readyWithin: 90_000, stopWithin: 20_000, ...definition };
    this.#groups = groups;
    this.#report = report;
  }

  get name() {
    return this.#definition.name;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts it and waits until it is ready. @throws LauncherError with the end of its log */
  async start() {
    await this.#run();
    const { name, log, ready, readyWithin } = this.#definition;
    const problem = await Promise.race([
      waitUntil(ready, { timeout: readyWithin, signal: this.#stopping.signal }).then((isReady) =>
        isReady ? undefined : `was not ready within ${readyWithin / 1_000} s`,
      ),
      this.#ended.then((how) => `ended at once (${how})`),
    ]);
    if (this.#stopping.signal.aborted) return;
    if (problem) throw new LauncherError(`${name} ${problem}. The end of ${log}:\n${logTail(log)}`);
    void this.#keepRunning();
  }

  /** Asks it to stop, and kills it when it does not. */
  async stop() {
    this.#stopping.abort();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(this.#definition.stopSignal);
    const timer = setTimeout(() => {
      this.#report(`${this.name} did not stop within ${this.#definition.stopWithin / 1_000} s and is killed`);
      signalGroup(child.pid, 'SIGKILL');
    }, this.#definition.stopWithin);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Stops it and starts it again, without counting that as a failure. */
  async restart() {
    await this.stop();
    this.#stopping = new AbortController();
    await this.start();
  }

  async #run() {
    const { name, log, stage, stopSignal, prepare } = this.#definition;
    const { command, args, options } = await prepare();
    if (this.#stopping.signal.aborted) return;
    const file = openLog(log);
    const child = this.#groups.spawn(name, {
      command,
      args,
      options: { ...options, stdio: ['ignore', file, file] },
      stage,
      stopSignal,
    });
    closeSync(file);
    this.#child = child;
    this.#ended = new Promise((settle) => {
      child.once('exit', (status, signal) => settle(signal ?? `exit status ${status}`));
      child.once('error', (error) => settle(error.message));
    });
  }

  async #keepRunning() {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const since = Date.now();
      const how = await this.#ended;
      if (signal.aborted) return;
      if (Date.now() - since > HEALTHY_AFTER) this.#pause = FIRST_PAUSE;
      this.#report(`${this.name} ended (${how}); starting it again in ${this.#pause / 1_000} s`);
      await pause(this.#pause, undefined, { signal }).catch(() => {});
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
      if (signal.aborted) return;
      await this.#run().catch((error) => {
        this.#report(`${this.name} could not be started: ${error.message}`);
        this.#ended = Promise.resolve('not started');
      });
    }
  }
}
