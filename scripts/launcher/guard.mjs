/**
 * Ends the launcher's children when the launcher itself is gone, however it died: standard input is a pipe whose
 * other end only the launcher holds, so its end means just that. (Linux's parent-death signal would not do: it is
 * tied to the parent's thread, and Erlang and PostgreSQL fork further.)
 *
 * Input, one JSON object a line: `{"add": pid, "stage": n, "signal": "SIGTERM"}` or `{"remove": pid}`.
 * Each pid leads a process group. Lower stages are asked to stop first and get a moment before the next.
 */
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const MOMENT = 2_500;
const children = new Map();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.remove) children.delete(order.remove);
  else children.set(order.add, { stage: order.stage, signal: order.signal });
}

const stages = [...new Set([...children.values()].map((child) => child.stage))].sort((a, b) => a - b);
for (const stage of stages) {
  const pids = [...children].filter(([, child]) => child.stage === stage).map(([pid]) => pid);
  for (const pid of pids) tell(pid, children.get(pid).signal);
  const end = Date.now() + MOMENT;
  while (Date.now() < end && pids.some((pid) => tell(-pid, 0))) await pause(50);
  for (const pid of pids) tell(-pid, 'SIGKILL');
}

function tell(target, signal) {
  try {
    process.kill(target, signal);
    return true;
  } catch {
    return false;
  }
}
