import { edit, integration, killed, unit } from '../mutation.mjs';

const sender = 'apps/evolution-sender/src';

/**
 * The promises of evolution-sender.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const evolutionSender = [
  {
    mechanism: 'a queue looks again when its next message is due',
    edits: [edit(`${sender}/sending/number-queue.ts`, 'this.wakeIn(this.dueAt - Number(this.ports.now()));', '')],
    ...unit(
      'apps/evolution-sender/src/sending/number-queue.spec.ts',
      'looks again by itself when the first message is due',
    ),
  },
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
      'sends a command once, however often it comes, and tells what became of it',
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
    mechanism: 'what came while a message was on its way is looked for',
    edits: [edit(`${sender}/sending/number-queue.ts`, 'hasMore || this.wakes !== wakes', 'hasMore')],
    ...unit(`${sender}/sending/number-queue.spec.ts`, 'is asked for when something came while'),
  },
  {
    mechanism: 'a claim holds only with the lease in the database',
    edits: [
      edit(
        `${sender}/sending/claim-send.ts`,
        'AND token = $6 AND expires_at > now() AND epoch',
        'AND ($6::uuid IS NOT NULL) AND epoch',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/queue.integration.spec.ts',
      'claims nothing for a process whose lease another one has taken',
    ),
  },
  {
    mechanism: 'a claim holds only in the database that the lease is from',
    edits: [
      edit(`${sender}/sending/claim-send.ts`, ' AND epoch = database_epoch() RETURNING token', ' RETURNING token'),
    ],
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
  {
    mechanism: 'what was cancelled while it was tried is not tried again',
    edits: [
      edit('apps/evolution-sender/src/sending/end-sends.ts', 'SET cancel_wanted = true,', 'SET cancel_wanted = false,'),
    ],
    ...integration(
      'apps/evolution-sender/test/kinds.integration.spec.ts',
      'cancels what is being tried once that comes to nothing',
    ),
  },
  {
    mechanism: 'what a number has sent in the hour is read once, and remembered',
    edits: [
      edit(
        `${sender}/traffic/count-sends.ts`,
        'this.remembered.get(lease)?.hour ?? new HourOfSends()',
        'new HourOfSends()',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/traffic-figures.integration.spec.ts',
      'are those of all its rows, whatever was acknowledged when, how often or never',
    ),
  },
  {
    mechanism: 'an acknowledgement that came late is counted, too',
    edits: [edit(`${sender}/traffic/find-sends.ts`, 'acknowledged_at, 0, acknowledged_at', 'acknowledged_at, 0, NULL')],
    ...integration(
      'apps/evolution-sender/test/traffic-figures.integration.spec.ts',
      'are those of all its rows, whatever was acknowledged when, how often or never',
    ),
  },
  {
    mechanism: 'a look at how numbers do reads what came since the last one',
    edits: [edit(`${sender}/traffic/count-sends.ts`, 'Number(now) - finalAfterMs', '0')],
    ...integration(
      'apps/evolution-sender/test/traffic-figures.integration.spec.ts',
      'cost a look at what came since the last one',
    ),
  },
];
