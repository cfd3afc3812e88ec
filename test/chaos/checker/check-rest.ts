import type { Evidence, Violation } from './evidence.js';

/** After the quiet nothing waits anywhere, and nothing was given up: there was no poison. */
export function findLeftovers({ leftovers, deadLetters }: Evidence): Violation[] {
  return [
    ...leftovers.map((id) => ({ rule: 'leftover', id, detail: 'is not empty' })),
    ...deadLetters.map(({ queue, reason }) => ({ rule: 'dead letter', id: queue, detail: reason })),
  ];
}

/** Every fault was survived: all was as before, and nobody had to be restarted. */
export function findNotRecovered({ faults, restartsByLiveness }: Evidence): Violation[] {
  return [
    ...faults
      .filter(({ recoverySeconds }) => recoverySeconds === null)
      .map(({ kind, target, at }) => ({ rule: 'not recovered', id: `${kind} of ${target}`, detail: `at ${at} ms` })),
    ...faults.flatMap(({ kind, target, problem }) =>
      problem === undefined ? [] : [{ rule: 'not struck', id: `${kind} of ${target}`, detail: problem }],
    ),
    ...restartsByLiveness.map((id) => ({ rule: 'restarted by liveness', id, detail: 'its probe failed three times' })),
  ];
}
