import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

export interface StartOptions {
  /** Shown in messages. */
  name: string;
  /** Arguments of node: the built file first, e.g. `dist/apps/ticket/src/main.js`. */
  args: string[];
  /** The whole environment besides PATH and HOME: nothing of the test run leaks in. With FAILPOINTS, boundaries strike. */
  env?: Record<string, string>;
  /** Waited for: a URL that must answer 2xx, or anything that stops throwing. */
  ready?: string | ((process: RunningProcess) => void | Promise<void>);
  /** Milliseconds (30000). */
  readyWithin?: number;
}

const instrumentation = fileURLToPath(new URL('../instrumentation/register.mjs', import.meta.url));

/** A service as a process of its own. */
export class RunningProcess {
  private text = '';
  private readonly ended: Promise<number | NodeJS.Signals>;

  constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    }
    this.ended = once(child, 'exit').then(([status, signal]) => (status ?? signal) as number | NodeJS.Signals);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The most memory it ever had at one time, in bytes; 0 where the system does not tell. */
  async peakMemory(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  }

  /** Everything it has printed so far. */
  get log(): string {
    return this.text;
  }

  /** Its exit status, or the signal that ended it. */
  exit(): Promise<number | NodeJS.Signals> {
    return this.ended;
  }

  /** Sends a signal to it and what it started; SIGSTOP freezes it until SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // It has ended: nothing left to tell.
    }
  }

  /** Asks it to stop (SIGTERM) and waits; after `within` milliseconds it is killed. */
  async stop(within = 20_000): Promise<number | NodeJS.Signals> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => void this.kill(), within);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }

  /** Ends it without a chance to tidy up, as a crash does. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

/** What a test that failed on its way may leave behind must not outlive it: these lead process groups of their own. */
const left = new Set<RunningProcess>();
process.on('exit', () => {
  for (const running of left) running.signal('SIGKILL');
});

/**
 * Starts a built service and waits until it is ready.
 * @throws with the end of its log when it ends early or is not ready in time
 */
export async function startProcess({
  name,
  args,
  env = {},
  ready,
  readyWithin = 30_000,
}: StartOptions): Promise<RunningProcess> {
  const { PATH = '', HOME = '', BKCRM_MUTATION = '' } = process.env;
  const instrumented = BKCRM_MUTATION !== '' || (env['FAILPOINTS'] ?? '') !== '';
  const child = spawn(process.execPath, [...(instrumented ? ['--import', instrumentation] : []), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, NODE_ENV: 'test', BKCRM_MUTATION, ...env },
  });
  const running = new RunningProcess(name, child);
  left.add(running);
  void running.exit().then(() => left.delete(running));
  if (ready === undefined) return running;
  try {
    await eventually(
      async () => {
        if (!running.running) return;
        if (typeof ready === 'function') await ready(running);
        else await requireOk(ready);
      },
      { timeout: readyWithin, every: 100 },
    );
    if (!running.running) throw new Error('it ended');
  } catch (error) {
    await running.kill();
    throw new Error(`${name} did not become ready: ${String(error)}\n${running.log.slice(-4_000)}`, { cause: error });
  }
  return running;
}

async function requireOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}
