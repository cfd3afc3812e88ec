import type { Sight } from './projection.js';

/** Whoever gets events. */
export interface Viewer {
  agentId: string;
  /** Those of one group see the same of every event, but for those whose audience names an agent. */
  group: string;
  sees: Sight;
}
