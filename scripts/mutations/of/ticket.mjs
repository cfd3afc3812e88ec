import { e2e, edit, integration } from '../mutation.mjs';

const store = 'apps/ticket/src/inbound/store';
const stuck = 'that would wait for one that is stuck put off what it holds, whatever that is, and store the rest';

/**
 * The promises of ticket.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const ticket = [
  {
    mechanism: 'what is stored is counted in the ledger',
    edits: [edit(`${store}/storing.ts`, "...lines(inserted, 'stored'),", '')],
    ...integration(
      'apps/ticket/test/ledger.integration.spec.ts',
      'accounts for everything that comes, comes again and is ordered',
    ),
  },
  {
    mechanism: 'the unique key of messages (and the look that spares it the work)',
    edits: [
      edit('apps/ticket/src/messages/insert-messages.ts', 'salt: salt(row),', 'salt: row.id,'),
      edit(`${store}/store-arrivals.ts`, 'if (stored.length === 0 && first === undefined) {', 'if (row) {'),
    ],
    ...integration(
      'apps/ticket/test/store-inbound.integration.spec.ts',
      'stores a webhook that comes ten times in parallel once',
    ),
  },
  {
    mechanism: 'messages are locked by their id before they are looked for',
    edits: [
      edit(`${store}/storing.ts`, 'lockWhatsappIds(this.tx, [...sorted.arrivals.map(idOf), ...sorted.changes]);', ''),
    ],
    ...integration(
      'apps/ticket/test/concurrency.integration.spec.ts',
      'let a status wait for its message that is not committed yet',
    ),
  },
  {
    mechanism: 'a file is looked at once it is locked',
    edits: [edit('apps/ticket/src/files/lock-object.ts', 'await tx.query(', 'tx.write(')],
    ...integration(
      'apps/ticket/test/kinds.integration.spec.ts',
      'makes no upload of a file that is just being removed',
    ),
  },
  {
    mechanism: 'what precedes its message waits for it',
    edits: [edit('apps/ticket/src/messages/change-messages.ts', 'storeWaiting(tx, waiting);', '')],
    ...integration(
      'apps/ticket/test/store-inbound.integration.spec.ts',
      'applies a status, an edit, a deletion and a reaction that precede their message',
    ),
  },
  {
    mechanism: 'a status only rises',
    edits: [
      edit(
        'apps/ticket/src/inbound/domain/status-rank.ts',
        'return statusRank(other) > statusRank(one) ? other : one;',
        'return other;',
      ),
    ],
    ...integration(
      'apps/ticket/test/order-insensitive.integration.spec.ts',
      'random orders with duplicates, in batches of any size',
    ),
  },
  {
    mechanism: 'results of the sender count by their revision',
    edits: [
      edit(
        'apps/ticket/src/sending/domain/apply-send-result.ts',
        'if (outcome.revision <= message.sendRevision) return message;',
        '',
      ),
    ],
    ...integration(
      'apps/ticket/test/sending.integration.spec.ts',
      'does not go back from unknown to sending when an older result comes late',
    ),
  },
  {
    mechanism: 'our own echo waits until the answer claims it',
    edits: [
      edit(
        `${store}/storing.ts`,
        'this.settings.holdEchoes ? await holdEchoes(this.tx, facts.arrivals) : facts.arrivals',
        'facts.arrivals',
      ),
    ],
    ...integration(
      'apps/ticket/test/sending.integration.spec.ts',
      'makes one read message of an echo and a READ that come before the answer of the send',
    ),
  },
  {
    mechanism: 'a repeated command is the same message: the unique key of client ids',
    edits: [
      edit('apps/ticket/src/sending/send-message.ts', 'if (repeated !== undefined) {', 'if (repeated === null) {'),
    ],
    ...integration(
      'apps/ticket/test/sending.integration.spec.ts',
      'stores ten identical requests at once as one message and one command',
    ),
  },
  {
    mechanism: 'a client id stands for one content',
    edits: [
      edit('apps/ticket/src/sending/send-message.ts', 'throw refusals.clientIdReused();', 'return { repeated };'),
    ],
    ...integration('apps/ticket/test/sending.integration.spec.ts', 'refuses a client id that stood for another text'),
  },
  {
    mechanism: 'events are numbered without gaps',
    edits: [
      edit(
        'apps/ticket/src/event-log/event-recorder.ts',
        '[batchId, rows.length, JSON.stringify(rows)]',
        '[batchId, rows.length + 1, JSON.stringify(rows)]',
      ),
    ],
    ...integration(
      'apps/ticket/test/store-inbound.integration.spec.ts',
      'opens one ticket for a new contact and tells about it in commit order',
    ),
  },
  {
    mechanism: 'the counter of events is locked inside COMMIT only',
    edits: [
      edit(
        'apps/ticket/src/event-log/event-recorder.ts',
        'this.store(tx, batchId);',
        "this.store(tx, batchId); await tx.query('SET CONSTRAINTS ALL IMMEDIATE');",
      ),
    ],
    ...e2e('test/e2e/faults.e2e.spec.ts', 'is not held up by a process that is frozen in the middle of a transaction'),
  },
  {
    mechanism: 'after a wait that was in vain nobody who is stuck is waited for',
    edits: [edit(`${store}/store-inbound.ts`, 'performance.now() + lasting', 'performance.now() - lasting')],
    ...integration('apps/ticket/test/concurrency.integration.spec.ts', stuck),
  },
  {
    mechanism: 'names of persons who are being added are locked',
    edits: [
      edit(
        'apps/ticket/src/contacts/contact-directory.ts',
        'lockNames(this.tx, missing.map(keyOf));',
        'void lockNames;',
      ),
    ],
    ...integration('apps/ticket/test/concurrency.integration.spec.ts', stuck),
  },
  {
    mechanism: 'contacts that somebody else has are found held',
    edits: [
      edit(
        `${store}/find-held.ts`,
        'ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)\n     SELECT n.key',
        'ORDER BY id)\n     SELECT n.key',
      ),
    ],
    ...integration('apps/ticket/test/concurrency.integration.spec.ts', stuck),
  },
  {
    mechanism: 'conversations of groups that somebody else has are found held',
    edits: [
      edit(
        `${store}/find-held.ts`,
        'ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)\n     SELECT n.number_id',
        'ORDER BY id)\n     SELECT n.number_id',
      ),
    ],
    ...integration(
      'apps/ticket/test/concurrency.integration.spec.ts',
      'that would wait for one that is stuck put off what comes to a group that it holds',
    ),
  },
  {
    mechanism: 'what was put off is acknowledged by nobody else',
    edits: [edit('libs/messaging/src/consuming/queue-consumer.ts', ' && this.putOff.size === 0;', ';')],
    ...integration(
      'libs/messaging/test/put-off.integration.spec.ts',
      'comes again until it is handled, and nothing waits for it or is acknowledged with it',
    ),
  },
  {
    mechanism: 'answers that come together wait for nobody who holds the ticket of one of them',
    edits: [edit('apps/ticket/src/tickets/lock-ticket.ts', '`${contactsOf} SKIP LOCKED`', 'contactsOf')],
    ...integration(
      'apps/ticket/test/answers-together.integration.spec.ts',
      'wait for nobody who has something else to do with one of their tickets',
    ),
  },
  {
    mechanism: 'an answer to what somebody else has answered since is refused',
    edits: [
      edit(
        'apps/ticket/src/sending/find-newer.ts',
        'return new Map(rows.map(({ ticketId, ids }) => [ticketId, ids]));',
        'return new Map(rows.flatMap(() => []));',
      ),
    ],
    ...integration(
      'apps/ticket/test/stale-replies.integration.spec.ts',
      'is one of two: when two agents answer at once from the same place, exactly one is stored',
    ),
  },
  {
    mechanism: 'plans that are kept look rows up one by one',
    edits: [edit('libs/database/src/data-source.ts', "enable_hashjoin: 'off',", '')],
    ...integration(
      'apps/ticket/test/statements.integration.spec.ts',
      'looks rows up one by one, also in tables that nobody has counted yet',
    ),
  },
  {
    mechanism: 'what is found by its key is looked up, not gathered from an index first',
    edits: [edit('libs/database/src/data-source.ts', "enable_bitmapscan: 'off',", '')],
    ...integration(
      'apps/ticket/test/statements.integration.spec.ts',
      'looks rows up one by one, also in tables that nobody has counted yet',
    ),
  },
];
