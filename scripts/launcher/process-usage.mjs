import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for every program. */
const TICKS_A_SECOND = 100;

/** A process and all its descendants, by `/proc`. */
export function processTree(root) {
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = fieldsOf(name)?.[1];
    if (parent) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), Number(name)]);
  }
  const tree = [root];
  for (let index = 0; index < tree.length; index += 1) tree.push(...(children.get(tree[index]) ?? []));
  return tree;
}

/**
 * What a process has used so far. Its resident memory (`rss`) counts what it shares with others in full, its proportional
 * share (`pss`) counts that once over all of them: only the latter can be added up, above all for PostgreSQL.
 * @returns {{ rss: number, pss: number, cpuSeconds: number } | undefined} bytes; undefined when it has ended
 */
export function lifeOf(pid) {
  const fields = fieldsOf(pid);
  if (!fields) return undefined;
  return { ...memoryOf(pid), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND };
}

function memoryOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const bytes = (name) => Number(new RegExp(String.raw`^${name}:\s+(\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
    return { rss: bytes('Rss'), pss: bytes('Pss') };
  } catch {
    return { rss: 0, pss: 0 };
  }
}

/** The fields of `/proc/<pid>/stat` from the state on: what stands before may contain blanks. */
function fieldsOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
