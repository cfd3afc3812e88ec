/**
 * What the promises rest on, each switched off by a deliberate mistake, with the one test that must notice. A mistake is text in a
 * source that becomes other text; where two layers stand behind each other, both are switched off.
 * @typedef {{ file: string, find: string, replace: string }} Edit
 * @typedef {{ mechanism: string, edits: Edit[], project: 'unit' | 'integration' | 'e2e', spec: string, test: string, built?: true }} Mutation
 */

const messaging = 'libs/messaging/src';
const store = 'apps/ticket/src/inbound/store';
const sender = 'apps/evolution-sender/src';
const ingest = 'apps/webhook-ingest/src';
const live = 'apps/gateway/src/realtime';

const edit = (file, find, replace) => ({ file, find, replace });
const unit = (spec, test) => ({ project: 'unit', spec, test });
const integration = (spec, test) => ({ project: 'integration', spec, test });
/** These start services as they were built. */
const killed = (spec, test) => ({ project: 'integration', spec, test, built: true });
const e2e = (spec, test) => ({ project: 'e2e', spec, test, built: true });

/** @type {Mutation[]} */
export const mutations = [
  // Between services: libs/messaging, libs/outbox, libs/database.
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
        'await this.work.process(part, last.open);',
        'last.open.acknowledge(last.message, { upTo: true }); await this.work.process(part, last.open);',
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
    edits: [edit('libs/database/src/database.ts', "last?.command !== 'COMMIT'", 'last?.command === undefined')],
    ...integration(
      'libs/database/test/database.integration.spec.ts',
      'does not take a commit for done when a failed statement was swallowed before it',
    ),
  },
  {
    mechanism: 'a silent database connection is never lent again',
    edits: [
      edit(
        'libs/database/src/database.ts',
        'if (client !== undefined && isSilence(error)) cutOff(client);',
        'if (client === null) cutOff(client);',
      ),
    ],
    ...integration(
      'libs/database/test/database.integration.spec.ts',
      'gives up a connection that has gone silent, and never lends it again',
    ),
  },

  // webhook-ingest
  {
    mechanism: 'a webhook is answered once it is safe, not before',
    edits: [
      edit(
        `${ingest}/webhooks/accept-webhook.ts`,
        'const way = await this.makeSafe(message);',
        "const way = 'broker'; this.makeSafe(message).catch(() => {});",
      ),
    ],
    ...killed(
      'apps/webhook-ingest/test/killed.integration.spec.ts',
      'promises nothing before a webhook is safe, and has it once Evolution calls again',
    ),
  },
  {
    mechanism: 'a webhook that the broker did not confirm goes to the spool',
    edits: [
      edit(`${ingest}/webhooks/accept-webhook.ts`, "if (outcome === 'confirmed') {", "if (outcome !== 'unstored') {"),
    ],
    ...unit('apps/webhook-ingest/src/webhooks/accept-webhook.spec.ts', 'spools the same message when it is'),
  },
  {
    mechanism: 'the spool is fsynced before 200',
    edits: [edit(`${ingest}/spool/segment.ts`, 'await this.file.datasync();', '')],
    ...unit('apps/webhook-ingest/src/spool/spool.spec.ts', 'shares one fsync among all that wait'),
  },
  {
    mechanism: 'a record of the spool is read only with the right checksum',
    edits: [
      edit(
        `${ingest}/spool/domain/record-format.ts`,
        'if (record.readUInt32BE(12) !== checksum(record)) return undefined;',
        '',
      ),
    ],
    ...unit(
      'apps/webhook-ingest/src/spool/domain/record-format.spec.ts',
      'loses one record at most to a flipped bit, wherever it is',
    ),
  },
  {
    mechanism: 'a part of the spool is removed when all of it is published',
    edits: [
      edit(
        `${ingest}/spool/replay-segment.ts`,
        'if (records.every(({ offset }) => segment.isDone(offset))) await',
        'if (records.length >= 0) await',
      ),
    ],
    ...unit(
      'apps/webhook-ingest/src/spool/replay-segment.spec.ts',
      'goes on after what was confirmed when it is started again',
    ),
  },
  {
    mechanism: "Evolution's token outlives its retries: half an hour of leeway",
    edits: [
      edit(
        `${ingest}/authentication/domain/evolution-token.ts`,
        'const expiryLeewaySeconds = 30 * 60;',
        'const expiryLeewaySeconds = 0;',
      ),
    ],
    ...unit(
      'apps/webhook-ingest/src/authentication/domain/authenticate.spec.ts',
      "outlives Evolution's retries, by half an hour of leeway on its expiry",
    ),
  },

  // ticket
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
      edit(
        `${store}/storing.ts`,
        'await lockWhatsappIds(this.tx, [...facts.arrivals.map(idOf), ...facts.changes]);',
        '',
      ),
    ],
    ...integration(
      'apps/ticket/test/concurrency.integration.spec.ts',
      'cannot make a message and its status miss each other',
    ),
  },
  {
    mechanism: 'what precedes its message waits for it',
    edits: [edit('apps/ticket/src/messages/change-messages.ts', 'await storeWaiting(tx, waiting);', '')],
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
    edits: [edit('apps/ticket/src/sending/send-message.ts', 'throw refusals.clientIdReused();', 'return repeated;')],
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
        'await this.store(tx, batchId);',
        "await this.store(tx, batchId); await tx.query('SET CONSTRAINTS ALL IMMEDIATE');",
      ),
    ],
    ...e2e('test/e2e/faults.e2e.spec.ts', 'is not held up by a process that is frozen in the middle of a transaction'),
  },

  // evolution-sender
  {
    mechanism: 'a command enters the send queue once, by its id',
    edits: [
      edit(
        `${sender}/sending/accept-commands.ts`,
        'SELECT "commandId", "numberId"',
        'SELECT gen_random_uuid(), "numberId"',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/sending.integration.spec.ts',
      'sends a command once, however often it comes, and tells every step',
    ),
  },
  {
    mechanism: 'an attempt is committed before the first byte leaves',
    edits: [
      edit(
        `${sender}/sending/claim-send.ts`,
        "SET state = 'sending', held = NULL",
        "SET state = 'queued', held = NULL",
      ),
    ],
    ...killed(
      'apps/evolution-sender/test/killed.integration.spec.ts',
      'killed at any boundary loses no message, and sends none twice',
    ),
  },
  {
    mechanism: 'what was interrupted is unknown, not sent again',
    edits: [
      edit(
        `${sender}/reconciliation/recover-sends.ts`,
        "CASE WHEN c.repeatable THEN 'queued' ELSE 'unknown' END",
        "CASE WHEN c.repeatable THEN 'queued' ELSE 'queued' END",
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/sending.integration.spec.ts',
      'after a crash in the middle does not send again, but finds what was sent',
    ),
  },
  {
    mechanism: 'a send without an answer is unknown, not deferred',
    edits: [
      edit(`${sender}/sending/domain/classify-answer.ts`, 'return failure.written ?', 'return !failure.reason ?'),
    ],
    ...integration(
      'apps/evolution-sender/test/faults.integration.spec.ts',
      'leaves WhatsApp with one message at most, and every message found or shown',
    ),
  },
  {
    mechanism: 'an attempt that was given up lets nothing leave later',
    edits: [edit(`${sender}/sending/deliver.ts`, 'givenUp.abort();', '')],
    ...integration(
      'apps/evolution-sender/test/kinds.integration.spec.ts',
      'gives up an attempt that hangs, shows it as unknown, and lets nothing of it leave later',
    ),
  },
  {
    mechanism: 'a process sends only while it holds the lease',
    edits: [
      edit(`${sender}/sending/deliver.ts`, 'if (!lease.isLive || givenUp.aborted) {', 'if (lease === undefined) {'),
    ],
    ...killed(
      'apps/evolution-sender/test/killed.integration.spec.ts',
      'frozen until its lease is over sends nothing when it goes on',
    ),
  },
  {
    mechanism: 'a claim holds only with the lease in the database',
    edits: [
      edit(
        `${sender}/sending/claim-send.ts`,
        'AND token = $2 AND expires_at > now() AND epoch',
        'AND ($2::uuid IS NOT NULL) AND epoch',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/queue.integration.spec.ts',
      'claims nothing for a process whose lease another one has taken',
    ),
  },
  {
    mechanism: 'a claim holds only in the database that the lease is from',
    edits: [edit(`${sender}/sending/claim-send.ts`, ' AND epoch = database_epoch() RETURNING 1', ' RETURNING 1')],
    ...integration(
      'apps/evolution-sender/test/reconciliation.integration.spec.ts',
      'a process that has not noticed sends nothing',
    ),
  },
  {
    mechanism: 'in a restored database everything unsettled is looked for first',
    edits: [
      edit(
        `${sender}/reconciliation/recover-sends.ts`,
        'if (moved === undefined || moved.former === null) return [];',
        'if (tx) return [];',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/reconciliation.integration.spec.ts',
      'nothing is sent before it was looked for, also when nobody seems to have tried',
    ),
  },
  {
    mechanism: 'a certificate is trusted by its fingerprint, and no other',
    edits: [
      edit(
        `${sender}/evolution-api/tls-trust.ts`,
        'if (fingerprint256 && pins.has(plainFingerprint(fingerprint256))) {',
        'if (fingerprint256) {',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/tls.integration.spec.ts',
      'with another fingerprint is refused before a byte of the request has left',
    ),
  },

  // gateway
  {
    mechanism: 'an event goes to its audience only',
    edits: [edit(`${live}/domain/projection.ts`, 'if (sees(audienceAfter)) return', 'return')],
    ...integration(
      'apps/gateway/test/live.integration.spec.ts',
      'arrive as they are published, and only those that the agent may see',
    ),
  },
  {
    mechanism: 'a list shows what the reader may see',
    edits: [
      edit(
        'libs/read-model/src/scope.ts',
        "reach === 'none' ? null : reach === 'all'",
        "reach === 'none' ? null : true",
      ),
    ],
    ...integration('apps/gateway/test/rest.integration.spec.ts', 'knows nothing of a ticket of another department'),
  },
  {
    mechanism: 'a missing number is read from the database',
    edits: [
      edit(`${live}/event-feed.ts`, 'position === position) void this.heal();', 'position === position) return;'),
    ],
    ...integration(
      'apps/gateway/test/live.integration.spec.ts',
      'arrive also when the broker drops them, wherever in between',
    ),
  },
  {
    mechanism: 'the head of the log is asked every second',
    edits: [
      edit(
        `${live}/event-feed.ts`,
        'setInterval(() => void this.checkHead(), headPollMs)',
        'setInterval(() => {}, headPollMs)',
      ),
    ],
    ...integration('apps/gateway/test/faults.integration.spec.ts', 'delays events a little and loses none'),
  },
  {
    mechanism: 'a frame carries the number that the socket was sent before',
    edits: [edit(`${live}/domain/session.ts`, 'const prev = this.sent;', 'const prev = this.cursor;')],
    ...unit(
      'apps/gateway/src/realtime/domain/session.spec.ts',
      'chains over events that the client may not see, and says in the head that they are behind it',
    ),
  },
  {
    mechanism: 'a socket whose rights changed gets nothing before they are known',
    edits: [edit(`${live}/domain/session.ts`, 'this.isPaused = true;', '')],
    ...unit(
      'apps/gateway/src/realtime/domain/session.spec.ts',
      'sends nothing while it is paused, and a reset when the rights have changed',
    ),
  },
  {
    mechanism: 'a position of another epoch is a reset',
    edits: [edit(`${live}/domain/session.ts`, 'if (epoch !== this.epoch) return', 'if (!epoch) return')],
    ...unit(
      'apps/gateway/src/realtime/domain/session.spec.ts',
      'answers a resume that cannot be served with the reset',
    ),
  },
  {
    mechanism: 'a refresh token that was replaced ends the session',
    edits: [
      edit(
        'apps/gateway/src/sessions/domain/session-life.ts',
        "isJustReplaced ? 'repeat' : 'reused';",
        "isJustReplaced ? 'repeat' : 'repeat';",
      ),
    ],
    ...integration(
      'apps/gateway/test/sessions.integration.spec.ts',
      'with a token that was replaced ends the whole session, and its access tokens',
    ),
  },

  // libs/client
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
