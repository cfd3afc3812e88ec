import type { Instance } from './instance.js';
import type { Person } from './person.js';

/** Everything the simulator knows: plain data, so that it can be written to a file. */
export interface SimulatorState {
  instances: Instance[];
  people: Person[];
  /** Numbers that are not on WhatsApp. */
  absentNumbers: string[];
  /** Numbers WhatsApp never answers about. */
  silentNumbers: string[];
  /** Evolution's cache of existence checks, shared by all instances: asked number → address. */
  knownNumbers: Record<string, string>;
}

export const emptyState = (): SimulatorState => ({
  instances: [],
  people: [],
  absentNumbers: [],
  silentNumbers: [],
  knownNumbers: {},
});
