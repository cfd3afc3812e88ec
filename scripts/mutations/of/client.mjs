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
  {
    mechanism: 'history goes on behind messages of one second: by the cursor, not by comparing',
    edits: [edit('libs/client/src/store/messages.ts', 'if (page.before === olderCursor) return true;', '')],
    ...unit('libs/client/src/store/messages.spec.ts', 'goes further back through messages of one second'),
  },
  {
    mechanism: 'one page of a browser at a time sends a ticket’s messages',
    edits: [
      edit(
        'libs/client/src/outbox/exclusively.ts',
        'await locks?.request(name, doOnce).catch(() => undefined);',
        'if (locks) await doOnce();',
      ),
    ],
    ...unit(
      'libs/client/src/outbox/exclusively.spec.ts',
      'is done by one page at a time, that of another name meanwhile',
    ),
  },
];
