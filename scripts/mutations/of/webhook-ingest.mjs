import { e2e, edit, integration, killed, unit } from '../mutation.mjs';

const ingest = 'apps/webhook-ingest/src';

/**
 * The promises of webhook-ingest.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const webhookIngest = [
  {
    mechanism: 'a webhook is answered once it is safe, not before',
    edits: [
      edit(
        `${ingest}/webhooks/accept-webhook.ts`,
        'way = await this.makeSafe(message);',
        "way = 'broker'; this.makeSafe(message).catch(() => {});",
      ),
    ],
    ...killed(
      'apps/webhook-ingest/test/killed.integration.spec.ts',
      'promises nothing while the broker has not confirmed',
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
    ...unit(
      'apps/webhook-ingest/src/spool/spool.spec.ts',
      'answers after the fsync, and keeps nothing of what the disk did not take',
    ),
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
  {
    mechanism: 'what the broker confirmed stands in the journal',
    edits: [edit(`${ingest}/webhooks/inbound-publisher.ts`, 'await this.journal.add(message);', '')],
    ...e2e(
      'test/e2e/faults.e2e.spec.ts',
      'stores everything accepted although its queue was deleted: the journal feeds it in again, twice with the same end',
    ),
  },
  {
    mechanism: 'what is said of a contact is not let go before the same is on the queue',
    edits: [edit(`${ingest}/webhooks/domain/said-of-contacts.ts`, ' || said.underWay > 0', '')],
    ...unit('apps/webhook-ingest/src/webhooks/domain/said-of-contacts.spec.ts', 'is repeated once all of it is on'),
  },
  {
    mechanism: 'what is said of a contact is not let go for what waits in the spool',
    edits: [edit(`${ingest}/webhooks/accept-webhook.ts`, "tellQueued?.(way === 'broker')", 'tellQueued?.(true)')],
    ...unit('apps/webhook-ingest/src/webhooks/accept-webhook.spec.ts', 'lets nothing of a contact go on the word of'),
  },
  {
    mechanism: 'only what is certainly a message of a contact is kept from the sender',
    edits: [
      edit(
        `${ingest}/webhooks/domain/is-received-message.ts`,
        ' || content.indexOf(fromMe, at + fromMe.length) !== -1',
        '',
      ),
    ],
    ...unit('apps/webhook-ingest/src/webhooks/domain/is-received-message.spec.ts', 'is not certain of'),
  },
  {
    mechanism: 'what is kept from the sender is counted for it',
    edits: [edit(`${ingest}/webhooks/inbound-publisher.ts`, 'this.tellReceived.add(message);', '')],
    ...integration(
      'apps/webhook-ingest/test/accepting.integration.spec.ts',
      'tells how many messages of contacts came',
    ),
  },
  {
    mechanism: 'counts that the broker did not take are told with the next',
    edits: [
      edit(
        `${ingest}/webhooks/tell-received.ts`,
        "if (outcome !== 'confirmed') for (const number of numbers) this.count(number);",
        'void outcome;',
      ),
    ],
    ...unit('apps/webhook-ingest/src/webhooks/tell-received.spec.ts', 'with what comes next'),
  },
  {
    mechanism: 'a disk that does not answer is given up',
    edits: [
      edit(
        `${ingest}/spool/spool.ts`,
        'return within(this.options.patienceMilliseconds ?? 10_000, work);',
        'return work;',
      ),
    ],
    ...unit(
      'apps/webhook-ingest/src/spool/spool.spec.ts',
      'gives up a write that does not come back, keeps what it had, and goes on elsewhere',
    ),
  },
  {
    mechanism: "a number's secret is no other number's",
    edits: [
      edit('libs/webhook-auth/src/number-secret.ts', 'if (isOfNumber && numberId', 'if (numberId'),
      edit(
        'libs/webhook-auth/src/number-secret.ts',
        'this.ofNumbers.get(numberId)',
        "this.ofNumbers.get([...this.ofNumbers.keys()][0] ?? '')",
      ),
    ],
    ...unit('libs/webhook-auth/src/number-secret.spec.ts', 'find nothing in the value of another number'),
  },
  {
    mechanism: 'a body that is too large is not read on',
    edits: [edit(`${ingest}/http/read-body.ts`, "if (length > maxBytes) throw new BodyRefused(413, 'too-large');", '')],
    ...integration(
      'apps/webhook-ingest/test/http.integration.spec.ts',
      'is turned away when it is too large, declared or not',
    ),
  },
];
