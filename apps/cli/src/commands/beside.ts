import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CommandFailed } from '../command-failed.js';

/**
 * Runs a command that is built beside this one, with the environment as it is, to its end.
 * @param path from `dist/apps`, e.g. `ticket/src/restore.js`
 * @returns the last line it printed
 * @throws CommandFailed with that line when its exit status is not 0
 */
export async function runBeside(path: string, args: string[], code: string): Promise<string> {
  const script = fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  if (status !== 0) throw new CommandFailed(last === '' ? `${path} failed` : last, code);
  return last;
}

/** Options as they were read, as arguments again: `dryRun: true` is `--dry-run`. */
export function asArguments(options: Record<string, string | boolean | undefined>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [flag, value];
  });
}
