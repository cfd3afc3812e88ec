import { isTaken } from './ledger.js';
import type { Ledger, StruckFault } from './ledger.js';
import type { Verdict } from './quiet.js';
import type { ScheduleOptions } from './schedule.js';

/** The last line of a run. The runbook explains every figure. */
export interface Outcome {
  seed: number;
  minutes: number;
  /** How many faults struck. */
  faults: number;
  webhooks: number;
  accepted: number;
  stored: number;
  lost: number;
  duplicated: number;
  clientGaps: number;
  clientDuplicates: number;
  commands: number;
  doubleSends: number;
  unsettled: number;
  deadLettered: number;
  restartsByLiveness: number;
  recoverySeconds: Record<string, { count: number; p50: number; p99: number; max: number }>;
  availability: Record<string, number>;
  quietSeconds: number;
  /** How often each rule was broken; empty when all held. */
  violations: Record<string, number>;
  pass: boolean;
}

export function outcomeOf(
  { seed, minutes }: ScheduleOptions,
  ledger: Ledger,
  { evidence, violations, quietSeconds }: Verdict,
): Outcome {
  const count = (rule: string): number => violations.filter((violation) => violation.rule === rule).length;
  return {
    seed,
    minutes,
    faults: ledger.faults.length,
    webhooks: ledger.webhooks.length,
    accepted: ledger.webhooks.filter(isTaken).length,
    stored: evidence.stored.length,
    lost: count('lost'),
    duplicated: count('duplicated'),
    clientGaps: count('client gap'),
    clientDuplicates: count('client duplicate'),
    commands: ledger.orders.length,
    doubleSends: count('double send'),
    unsettled: count('unsettled'),
    deadLettered: evidence.deadLetters.length,
    restartsByLiveness: ledger.restartsByLiveness.length,
    recoverySeconds: recoveriesByKind(ledger.faults),
    availability: Object.fromEntries(
      Object.entries(ledger.availability).map(([name, [answered, made]]) => [name, rounded(answered / made, 5)]),
    ),
    quietSeconds: rounded(quietSeconds, 1),
    violations: countedByRule(violations.map(({ rule }) => rule)),
    pass: violations.length === 0,
  };
}

function recoveriesByKind(faults: readonly StruckFault[]): Outcome['recoverySeconds'] {
  const kinds = [...new Set(faults.map(({ kind }) => kind))].toSorted();
  return Object.fromEntries(
    kinds.map((kind) => {
      const seconds = faults
        .filter((fault) => fault.kind === kind)
        .flatMap(({ recoverySeconds }) => (recoverySeconds === null ? [] : [recoverySeconds]))
        .toSorted((a, b) => a - b);
      const at = (share: number): number => rounded(seconds[Math.ceil(share * seconds.length) - 1] ?? 0, 1);
      return [kind, { count: seconds.length, p50: at(0.5), p99: at(0.99), max: at(1) }];
    }),
  );
}

function countedByRule(rules: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const rule of rules) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The same for people. */
export function describeOutcome(outcome: Outcome, { violations }: Verdict): string {
  const { recoverySeconds, availability } = outcome;
  const percent = (name: string): string => `${((availability[name] ?? 0) * 100).toFixed(2)} %`;
  return [
    `${outcome.faults} faults in ${outcome.minutes} minutes (seed ${outcome.seed}), quiet after ${outcome.quietSeconds} s`,
    `webhooks   ${outcome.webhooks} posted, ${outcome.accepted} answered 2xx; ${outcome.stored} messages stored, ${outcome.lost} lost, ${outcome.duplicated} doubled`,
    `commands   ${outcome.commands} ordered, ${outcome.doubleSends} sent twice, ${outcome.unsettled} without an end`,
    `clients    ${outcome.clientGaps} gaps, ${outcome.clientDuplicates} repetitions`,
    `given up   ${outcome.deadLettered} dead letters, ${outcome.restartsByLiveness} restarts by liveness`,
    `available  ingest ${percent('ingest')}, gateway ${percent('gateway')}, sockets ${percent('sockets')}`,
    'recovery   count, p50, p99, max (s)',
    ...Object.entries(recoverySeconds).map(
      ([kind, { count, p50, p99, max }]) =>
        `  ${kind.padEnd(34)} ${String(count).padStart(3)} ${[p50, p99, max].map((value) => value.toFixed(1).padStart(6)).join(' ')}`,
    ),
    ...violations.slice(0, 40).map(({ rule, id, detail }) => `BROKEN ${rule}: ${id} (${detail})`),
    ...(violations.length > 40 ? [`… and ${violations.length - 40} more, all of them in violations.json`] : []),
    outcome.pass ? 'all held' : 'NOT ALL HELD',
  ].join('\n');
}
