import { findClientFaults } from './check-clients.js';
import { findDoubleSends, findReordered, findUnsettled, findUntrueEndings, findWrongOrder } from './check-commands.js';
import { findDuplicated, findLost, findSecondTickets, findUnchanged, findWrongStatuses } from './check-messages.js';
import { findLeftovers, findNotRecovered } from './check-rest.js';
import type { Evidence, Violation } from './evidence.js';

const rules = [
  findLost,
  findDuplicated,
  findUnchanged,
  findWrongStatuses,
  findSecondTickets,
  findClientFaults,
  findUnsettled,
  findDoubleSends,
  findUntrueEndings,
  findWrongOrder,
  findReordered,
  findLeftovers,
  findNotRecovered,
];

/** Everything that must not be. Pure: the same evidence, the same verdict. */
export const check = (evidence: Evidence): Violation[] => rules.flatMap((rule) => rule(evidence));
