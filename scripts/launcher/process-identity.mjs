import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, in whatever unit the system has: together with the pid it names one process for good,
 * while a pid alone is given out again. Null when there is no such process.
 */
export function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      // The command name may hold spaces and brackets; the fields after it are counted from the last bracket.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
      return fields[0] === 'Z' ? null : fields[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** Whether the process that was recorded is still the one that has this pid. */
export function stillRuns({ pid, started }) {
  return started !== null && startOf(pid) === started;
}
