import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOf, stillRuns } from './process-identity.mjs';
import { inProject } from './paths.mjs';
import { waitUntil } from './wait-until.mjs';

/**
 * Starts children in process groups of their own (so a terminal's Ctrl-C reaches only the launcher, which then stops
 * them in order) and sees to it that none outlives the launcher: a guard process ends them when the launcher is
 * killed, and should the guard be killed too, the next start finds their records in `folder`.
 */
export class ProcessGroups {
  #folder;
  #guard;
  #children = new Map();

  constructor(folder) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Ends what an earlier launcher left behind. Returns the names of what was found running. */
  async endLeftovers() {
    const records = readdirSync(this.#folder)
      .map((name) => ({ name, path: join(this.#folder, name), ...readRecord(join(this.#folder, name)) }))
      .sort((a, b) => (a.stage ?? 0) - (b.stage ?? 0));
    const found = records.filter(stillRuns);
    for (const record of found) {
      signalProcess(record.pid, record.signal ?? 'SIGTERM');
      if (!(await waitUntil(() => !stillRuns(record), { timeout: 5_000 }))) signalGroup(record.pid, 'SIGKILL');
    }
    for (const { path } of records) rmSync(path, { force: true });
    return found.map(({ name }) => name);
  }

  /**
   * @param {string} name unique among the running children
   * @param {{ command: string, args: string[], options?: import('node:child_process').SpawnOptions, stage: number, stopSignal?: NodeJS.Signals }} what
   *   lower stages are ended first
   */
  spawn(name, { command, args, options, stage, stopSignal = 'SIGTERM' }) {
    const child = spawn(command, args, { ...options, detached: true });
    child.on('error', () => {});
    if (child.pid === undefined) return child;
    const entry = { add: child.pid, stage, signal: stopSignal };
    this.#children.set(child.pid, entry);
    this.#tellGuard(entry);
    const record = join(this.#folder, name);
    writeFileSync(record, JSON.stringify({ pid: child.pid, started: startOf(child.pid), stage, signal: stopSignal }));
    child.on('exit', () => {
      // What the leader left of its group (a wrapper script's child, say) must not live on beside its successor.
      signalGroup(child.pid, 'SIGKILL');
      this.#children.delete(child.pid);
      this.#tellGuard({ remove: child.pid });
      rmSync(record, { force: true });
    });
    return child;
  }

  /** Kills everything that still runs, at once. */
  killAll() {
    for (const pid of this.#children.keys()) signalGroup(pid, 'SIGKILL');
  }

  /** Lets the guard go; to be called when all children have ended. */
  close() {
    this.#guard?.stdin.end();
    this.#guard = undefined;
  }

  #tellGuard(order) {
    if (!this.#guard) this.#startGuard();
    else this.#guard.stdin.write(`${JSON.stringify(order)}\n`);
  }

  #startGuard() {
    const guard = spawn(process.execPath, [inProject('scripts/launcher/guard.mjs')], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    guard.stdin.on('error', () => {});
    guard.once('exit', () => setTimeout(() => this.#replaceGuard(guard), 500).unref());
    guard.unref();
    guard.stdin.unref?.();
    this.#guard = guard;
    for (const entry of this.#children.values()) guard.stdin.write(`${JSON.stringify(entry)}\n`);
  }

  #replaceGuard(ended) {
    if (this.#guard === ended) this.#startGuard();
  }
}

function readRecord(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Signals every process of a group; false when there is none left. */
export function signalGroup(leader, signal) {
  return signalProcess(-leader, signal);
}

function signalProcess(target, signal) {
  try {
    process.kill(target, signal);
    return true;
  } catch {
    return false;
  }
}
