import { edit, integration, killed, unit } from '../mutation.mjs';

const messaging = 'libs/messaging/src';

/**
 * What services rely on when they talk to each other and to the database.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const betweenServices = [
  {
    mechanism: 'a publish waits for the confirm of the broker',
    edits: [
      edit(
        `${messaging}/publishing/confirmed-publishing.ts`,
        'const outcome = this.window.add(String(properties.messageId), now, now + deadline);',
        "const outcome = Promise.resolve('confirmed'); this.window.add(String(properties.messageId), now, now + deadline);",
      ),
    ],
    ...integration(
      'libs/messaging/test/publishing.integration.spec.ts',
      'is unknown after its deadline when nothing comes back',
    ),
  },
  {
    mechanism: 'a publish is mandatory: what nobody takes comes back',
    edits: [edit(`${messaging}/publishing/confirmed-publishing.ts`, 'mandatory: true', 'mandatory: false')],
    ...integration(
      'libs/messaging/test/publishing.integration.spec.ts',
      'is returned when no queue is bound, and only that one among many',
    ),
  },
  {
    mechanism: 'a message survives a restart of the broker: persistent',
    edits: [edit(`${messaging}/publishing/confirmed-publishing.ts`, 'persistent: true', 'persistent: false')],
    ...integration('libs/messaging/test/publishing.integration.spec.ts', 'is confirmed, persistent and complete'),
  },
  {
    mechanism: 'publishing and consuming have a connection each',
    edits: [
      edit(
        `${messaging}/broker-link.ts`,
        'this.consuming = new ConnectionSupervisor({ url, name: `${connectionName} consume`, setup });',
        'this.consuming = this.publishing;',
      ),
    ],
    ...integration(
      'libs/messaging/test/batches.integration.spec.ts',
      'are acknowledged also while the broker blocks publishers',
    ),
  },
  {
    mechanism: 'a delivery is acknowledged after its work, not before',
    edits: [
      edit(
        `${messaging}/consuming/queue-consumer.ts`,
        'const later = new Set(',
        'last.open.acknowledge(last.message, { upTo: true }); const later = new Set(',
      ),
    ],
    ...killed(
      'apps/ticket/test/killed.integration.spec.ts',
      'stores every message once and sends every order, killed at any boundary',
    ),
  },
  {
    mechanism: 'an acknowledgement goes to the channel that brought the message',
    edits: [
      edit(
        `${messaging}/consuming/queue-consumer.ts`,
        'if (upTo) last.open.acknowledge(last.message, { upTo });',
        'if (upTo) (this.channel.current ?? last.open).acknowledge(last.message, { upTo });',
      ),
    ],
    ...integration(
      'libs/messaging/test/batches.integration.spec.ts',
      'whose channel is gone are not acknowledged on the next one',
    ),
  },
  {
    mechanism: 'a batch that fails is bisected: one poison costs nobody else',
    edits: [
      edit(
        `${messaging}/consuming/bisection.ts`,
        'if (items.length === 1 && first !== undefined) return onceMore(first, bisection);',
        "return { results: [], poison: items.map((item) => ({ item, error: new Error('the whole batch') })) };",
      ),
    ],
    ...integration(
      'libs/messaging/test/batches.integration.spec.ts',
      'that fail on data are split: the poison alone is dead-lettered, everything else handled once',
    ),
  },
  {
    mechanism: 'an outage pauses the consumer with its batch in hand',
    edits: [
      edit(
        `${messaging}/consuming/batch-work.ts`,
        "if (failure === 'infrastructure') await this.hold(error, outages++, open);",
        "if (failure === 'never') await this.hold(error, outages++, open);",
      ),
    ],
    ...integration(
      'libs/messaging/test/batches.integration.spec.ts',
      'wait in memory while the infrastructure is down: nothing is dead-lettered, and no delivery is counted',
    ),
  },
  {
    mechanism: 'a moved message is acknowledged once its copy is confirmed',
    edits: [edit(`${messaging}/consuming/copies.ts`, "if (outcome === 'confirmed') return;", 'if (outcome) return;')],
    ...integration('libs/messaging/test/batches.integration.spec.ts', 'keep the poison until its dead letter is safe'),
  },
  {
    mechanism: 'a dead letter leaves the broker once it is kept',
    edits: [
      edit(
        `${messaging}/dead-letters/dead-letter-consumer.ts`,
        'await keep(readDeadLetter(queue, delivery));',
        'void keep(readDeadLetter(queue, delivery)).catch(() => {});',
      ),
    ],
    ...integration(
      'libs/messaging/test/dead-letters.integration.spec.ts',
      'are tried until they are kept, and only then leave the broker',
    ),
  },
  {
    mechanism: 'a replay ends the letter only as it was when it was replayed',
    edits: [
      edit(
        'libs/dead-letters/src/dead-letters.ts',
        'DELETE FROM dead_letter WHERE id = $1 AND count = $2',
        'DELETE FROM dead_letter WHERE id = $1 AND $2::int > 0',
      ),
    ],
    ...integration(
      'libs/dead-letters/test/dead-letters.integration.spec.ts',
      'keep one that failed again before its replay had ended, counted once more',
    ),
  },
  {
    mechanism: 'what killed its process three times is handled alone',
    edits: [edit(`${messaging}/consuming/suspects.ts`, '>= suspectAfter;', '>= 1_000;')],
    ...integration(
      'libs/messaging/test/batches.integration.spec.ts',
      'that ended without an answer three times are handled apart, each alone',
    ),
  },
  {
    mechanism: 'a handler that does not come back is given up',
    edits: [
      edit(
        `${messaging}/consuming/build-consumers.ts`,
        'within(services.handleWithin, endless(payload, context))',
        'endless(payload, context)',
      ),
    ],
    ...integration(
      'libs/messaging/test/batches.integration.spec.ts',
      'whose handler hangs are given back, counted once, and taken again',
    ),
  },
  {
    mechanism: 'a stop finishes what is in hand, then closes',
    edits: [
      edit(
        `${messaging}/amqp-server.ts`,
        'const settled = Promise.all(this.consumers.map((consumer) => consumer.drain())).then(() => true);',
        'const settled = Promise.resolve(true);',
      ),
    ],
    ...integration(
      'libs/messaging/test/single-messages.integration.spec.ts',
      'in hand are finished and acknowledged once when the service stops, the others stay',
    ),
  },
  {
    mechanism: 'the outbox counts as sent what the broker has confirmed, and nothing else',
    edits: [
      edit('libs/outbox/src/send-pending.ts', "const confirmed = having('confirmed');", 'const confirmed = rows;'),
    ],
    ...integration(
      'libs/outbox/test/outbox-relay.integration.spec.ts',
      'keeps what the broker did not take, and goes on when it does',
    ),
  },
  {
    mechanism: 'two relays never send the same row',
    edits: [edit('libs/outbox/src/send-pending.ts', ' FOR UPDATE SKIP LOCKED`', '`')],
    ...integration(
      'libs/outbox/test/outbox-relay.integration.spec.ts',
      'shares the rows with other relays: each is sent once, in order',
    ),
  },
  {
    mechanism: 'a COMMIT that rolled back is no commit: its tag is read',
    edits: [edit('libs/database/src/database.ts', "command !== 'COMMIT'", 'command === undefined')],
    ...integration(
      'libs/database/test/database.integration.spec.ts',
      'does not take a commit for done when a failed statement was swallowed before it',
    ),
  },
  {
    mechanism: 'a plan that a migration made stale is given up with its connection',
    edits: [edit('libs/database/src/database.ts', '(isSilence(error) || isStalePlan(error))', 'isSilence(error)')],
    ...integration('libs/database/test/database.integration.spec.ts', 'goes on after a migration changed'),
  },
  {
    mechanism: 'a statement that nobody waits for fails its transaction with its own error',
    edits: [edit('libs/database/src/database.ts', '(error: unknown) => (this.failure ??= error)', '() => undefined')],
    ...integration('libs/database/test/database.integration.spec.ts', 'throws what became of a statement that nobody'),
  },
  {
    mechanism: 'what fails behind a failed statement says why that one failed',
    edits: [edit('libs/database/src/database.ts', 'throw (this.failure ??= error);', 'throw error;')],
    ...integration('libs/database/test/database.integration.spec.ts', 'throws at statements that were sent behind'),
  },
  {
    mechanism: 'nothing is changed before it is known that the transaction has begun',
    edits: [
      edit(
        'libs/database/src/database.ts',
        '(this.hasBegun || startsWithSelect.test(sql))',
        '(this.hasBegun || startsWithSelect !== null)',
      ),
    ],
    ...integration('libs/database/test/database.integration.spec.ts', 'changes nothing before it knows'),
  },
  {
    mechanism: 'nothing overtakes what waits for its transaction to begin',
    edits: [edit('libs/database/src/database.ts', 'this.held === 0 && (this.hasBegun', '(this.hasBegun')],
    ...integration('libs/database/test/database.integration.spec.ts', 'carries out what was asked for in its order'),
  },
  {
    mechanism: 'what shares a transaction with something that fails is stored without it',
    edits: [
      edit(
        'libs/database/src/shared-transactions.ts',
        "together.length === 1 || classifyDatabaseError(reason) === 'infrastructure'",
        'together.length > 0',
      ),
    ],
    ...integration('libs/database/test/shared-transactions.integration.spec.ts', 'are done again one by one when'),
  },
  {
    mechanism: 'what belongs to the same is stored one after the other',
    edits: [edit('libs/database/src/shared-transactions.ts', ' && !this.busy.has(one.key)', '')],
    ...integration('libs/database/test/shared-transactions.integration.spec.ts', 'never hold two of the same key'),
  },
  {
    mechanism: 'a transaction that never comes back holds up what belongs to it for so long only',
    edits: [edit('libs/database/src/shared-transactions.ts', 'this.options.keptAtMost ?? keptAtMost', '600_000')],
    ...integration('libs/database/test/shared-transactions.integration.spec.ts', 'keep those of their keys waiting'),
  },
  {
    mechanism: 'nobody waits for long for a transaction that somebody holds up',
    edits: [
      edit(
        'libs/database/src/shared-transactions.ts',
        'setTimeout(stop, this.options.patience)',
        'setTimeout(stop, 60_000)',
      ),
    ],
    ...integration('libs/database/test/shared-transactions.integration.spec.ts', 'do not wait for one that somebody'),
  },
  {
    mechanism: 'batches rest as long as they took',
    edits: [edit('libs/messaging/src/consuming/batch-collector.ts', ', this.restsUntil);', ');')],
    ...unit('libs/messaging/src/consuming/batch-collector.spec.ts', 'rests as long as the last batch took'),
  },
  {
    mechanism: 'large messages come fewer at a time',
    edits: [edit('libs/messaging/src/consuming/batch-collector.ts', 'this.pace.weigh?.(item) ?? 1', '1')],
    ...unit('libs/messaging/src/consuming/batch-collector.spec.ts', 'takes fewer of what weighs more'),
  },
  {
    mechanism: 'who waits to migrate holds up no index that is made concurrently',
    edits: [
      edit(
        'libs/database/src/migrate.ts',
        'SELECT pg_try_advisory_lock($1) AS taken',
        'SELECT true AS taken FROM pg_advisory_lock($1)',
      ),
    ],
    ...integration(
      'libs/database/test/migrate.integration.spec.ts',
      'that make an index beside the writers do not wait for the replicas that wait for their turn',
    ),
  },
  {
    mechanism: 'a silent database connection is never lent again',
    edits: [
      edit(
        'libs/database/src/database.ts',
        '(isSilence(error) || isStalePlan(error))) await cutOff(client);',
        'isStalePlan(error)) await cutOff(client);',
      ),
    ],
    ...integration(
      'libs/database/test/database.integration.spec.ts',
      'gives up a connection that has gone silent, and never lends it again',
    ),
  },
];
