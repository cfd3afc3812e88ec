import { Problem } from '../http/problem.js';

export const legacyProblems = {
  noInternalNotes: () =>
    new Problem('legacy.no-internal-notes', 422, 'internal notes are not kept here: nothing was stored or sent'),
  onlyText: (type: string) =>
    new Problem('legacy.only-text', 422, `only text can be sent this way, not ${type}: nothing was stored or sent`),
  notServed: (event: string) => new Problem('legacy.not-served', 400, `the event ${event} is not served`),
};
