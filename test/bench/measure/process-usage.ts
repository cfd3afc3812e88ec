import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for every program. */
const ticksASecond = 100;

/** `memory` is the proportional share in bytes (PSS): what processes have in common is counted once over all of them. */
export interface Usage {
  cpuMs: number;
  memory: number;
}

/** What a process and all that it started have used so far, by `/proc`; nothing when it has ended. */
export function usageOf(root: number): Usage {
  const usage = { cpuMs: 0, memory: 0 };
  for (const pid of processTree(root)) {
    const fields = fieldsOf(pid);
    if (fields === undefined) continue;
    // Its own time, and that of children which have ended: a database has a process for each connection.
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    usage.cpuMs += (ticks / ticksASecond) * 1_000;
    usage.memory += memoryOf(pid);
  }
  return usage;
}

function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(fieldsOf(Number(name))?.[1] ?? 0);
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [Number(name)]);
    else known.push(Number(name));
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function memoryOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The fields of `/proc/<pid>/stat` from the state on: what stands before may contain blanks. */
function fieldsOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
