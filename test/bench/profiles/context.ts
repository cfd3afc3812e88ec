import type { Host } from '../../chaos/world/host.js';

export interface BenchOptions {
  /** Messages a second; each profile has its own idea when absent. */
  rate?: number;
  /** How long a profile loads; each has its own idea when absent. */
  minutes?: number;
  /** Clients of each department. */
  sockets?: number;
  /** Numbers. */
  numbers?: number;
  /** Of the history that is filled in. */
  tickets?: number;
  /** Where the services leave profiles of their processor time. */
  cpuProfiles?: string | undefined;
}

export interface Context extends BenchOptions {
  host: Host;
  say: (line: string) => void;
}

/** The last line of a run, besides what every profile adds. `docs/performance.md` explains the figures. */
export type Outcome = Record<string, unknown> & { lost?: number };

export type Profile = (context: Context) => Promise<Outcome>;

export const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `number-${String(index + 1).padStart(3, '0')}`);
