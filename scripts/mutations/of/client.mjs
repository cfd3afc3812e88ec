import { edit, unit } from '../mutation.mjs';

/**
 * The promises of the client.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const client = [
  {
    mechanism: 'the client compares `prev` with what it applied',
    edits: [edit('libs/client/src/live/position.ts', 'if (span.prev > position.seq) {', 'if (span.prev > Infinity) {')],
    ...unit(
      'libs/client/src/live/position.property.spec.ts',
      'ends with everything applied in order, nothing twice, nothing missing',
    ),
  },
  {
    mechanism: 'the client applies an event once',
    edits: [
      edit('libs/client/src/live/position.ts', 'span.items.filter(({ seq }) => seq > position.seq)', 'span.items'),
    ],
    ...unit(
      'libs/client/src/live/position.property.spec.ts',
      'ends with everything applied in order, nothing twice, nothing missing',
    ),
  },
];
