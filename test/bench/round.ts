import { Latency } from './measure/latency.js';
import type { Quantiles } from './measure/latency.js';

/** What came of posting for a while. */
export interface Round {
  /** Messages a second; null: all at once. */
  rate: number | null;
  /** Until the last message had arrived. */
  seconds: number;
  sent: number;
  accepted: number;
  delivered: number;
  /** Accepted, but a sampled client of its department did not get it. */
  lost: number;
  /** Messages that a client was shown twice. */
  repeated: number;
  /** Frames that did not follow the one before: their clients asked for what was between. */
  gaps: number;
  /** Whether some client that only counts did not count what it should. */
  isUneven: boolean;
  /** From when a message was meant to be posted until a client had it. */
  e2e: Latency;
  /** From when a call was meant to leave until it was answered. */
  http: Latency;
  /** How far the generator was behind its own schedule at worst, in milliseconds. */
  lateness: number;
  cpuMs: Record<string, number>;
  /** Bytes at the end. */
  memory: Record<string, number>;
  answers: { sent: number; taken: number; refused: number; delivered: number };
}

/** Figures of a round, or of several together. */
export interface Figures {
  rate: number | null;
  sent: number;
  accepted: number;
  delivered: number;
  lost: number;
  e2e: Quantiles;
  http: Quantiles;
  /** Processor time per accepted message and part. */
  cpuMsPerMessage: Record<string, number>;
  /** Proportional share of memory (PSS), the only one that can be added up. */
  rssMb: Record<string, number>;
  /** Of one core, all parts together, in percent. */
  cpuPercent: number;
}

/** Rounds at one rate, taken together. */
export function figuresOf(rounds: readonly Round[]): Figures {
  const total = (of: (round: Round) => number): number => rounds.reduce((sum, round) => sum + of(round), 0);
  const merged = (of: (round: Round) => Latency): Quantiles =>
    rounds.reduce((all, round) => all.add(of(round).encode()), new Latency()).quantiles();
  const accepted = total((round) => round.accepted);
  const parts = [...new Set(rounds.flatMap(({ cpuMs }) => Object.keys(cpuMs)))];
  return {
    rate: rounds[0]?.rate ?? null,
    sent: total((round) => round.sent),
    accepted,
    delivered: total((round) => round.delivered),
    lost: total((round) => round.lost),
    e2e: merged((round) => round.e2e),
    http: merged((round) => round.http),
    cpuMsPerMessage: Object.fromEntries(
      parts.map((part) => [part, rounded(total(({ cpuMs }) => cpuMs[part] ?? 0) / Math.max(1, accepted), 3)]),
    ),
    rssMb: Object.fromEntries(
      parts.map((part) => [part, Math.round(Math.max(...rounds.map(({ memory }) => memory[part] ?? 0)) / 1e6)]),
    ),
    cpuPercent: rounded(
      (total(({ cpuMs }) => sumOf(cpuMs)) /
        Math.max(
          1,
          total(({ seconds }) => seconds * 1_000),
        )) *
        100,
      1,
    ),
  };
}

export const sumOf = (values: Record<string, number>): number =>
  Object.values(values).reduce((total, value) => total + value, 0);

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
