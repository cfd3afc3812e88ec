import { edit, integration } from '../mutation.mjs';

const erasing = 'apps/ticket/src/erasing';
const ofTicket = (test) => integration('apps/ticket/test/erasing.integration.spec.ts', test);
const ofSender = (test) => integration('apps/evolution-sender/test/forgetting.integration.spec.ts', test);

/**
 * The promises of erasing a person's data.
 * @type {import('../mutation.mjs').Mutation[]}
 */
export const erasingMutations = [
  {
    mechanism: 'erased messages are passed over when they come again',
    edits: [edit(`${erasing}/pass-over-erased.ts`, 'if (rows.length === 0) return', 'if (rows.length >= 0) return')],
    ...ofTicket('is not undone by anything that comes again'),
  },
  {
    mechanism: 'the file of an erased message that came again goes once more',
    edits: [edit(`${erasing}/pass-over-erased.ts`, 'await wantNoFiles(tx, erased);', '')],
    ...ofTicket('is not undone by anything that comes again'),
  },
  {
    mechanism: 'what the event log said of the erased is rewritten',
    edits: [
      edit(
        `${erasing}/erase-traces.ts`,
        'WHERE ticket_id = ANY($1::uuid[]) AND type IN',
        'WHERE false AND ticket_id = ANY($1::uuid[]) AND type IN',
      ),
    ],
    ...ofTicket('keeps the event log without gaps, and tells those who come back only of removals'),
  },
  {
    mechanism: 'letters that mention the erased go',
    edits: [
      edit(
        'libs/personal-data/src/erase-letters.ts',
        'await tx.query(`DELETE FROM ${box} WHERE id = ANY($1::uuid[])`, [ids]);',
        '',
      ),
    ],
    ...ofTicket('leaves nothing of them in any table, nor their files'),
  },
  {
    mechanism: 'what is erased is counted in the ledger',
    edits: [edit(`${erasing}/erase-messages.ts`, 'countInLedger(tx, rows.flatMap(countOf));', '')],
    ...ofTicket('leaves nothing of them in any table, nor their files'),
  },
  {
    mechanism: 'a file of the erased stays where somebody else shows it',
    edits: [edit(`${erasing}/remove-unwanted-files.ts`, 'if (shown === undefined) {', 'if (shown !== null) {')],
    ...ofTicket('keeps a file that somebody else has sent, too'),
  },
  {
    mechanism: 'messages are erased once the sender has ended what is under way',
    edits: [edit(`${erasing}/carry-out-erasures.ts`, 'return { waitMs: 1_000 };', "return { state: 'messages' };")],
    ...ofTicket('waits for the sender, so that no send under way comes back, but not for ever'),
  },
  {
    mechanism: 'what the sender sent to the erased last is known when it comes',
    edits: [edit(`${erasing}/sender-has-forgotten.ts`, 'await rememberErased(tx, erasureId, messageHashes);', '')],
    ...ofTicket('knows again what the sender sent last'),
  },
  {
    mechanism: 'a restore has people erased again',
    edits: [
      edit(
        `${erasing}/list-beside-backups.ts`,
        'WHERE c.id = ANY($1::uuid[]) AND c.merged_into IS NULL',
        'WHERE false AND c.id = ANY($1::uuid[]) AND c.merged_into IS NULL',
      ),
    ],
    ...ofTicket('is done again where a backup from before is restored'),
  },
  {
    mechanism: 'retention leaves of the erased what is younger',
    edits: [edit(`${erasing}/order-retention.ts`, 'before: isOver ? null : before', 'before: null')],
    ...integration(
      'apps/ticket/test/retention.integration.spec.ts',
      'erases of others what is older, and leaves the rest',
    ),
  },
  {
    mechanism: 'commands of an erased conversation that come late change nothing',
    edits: [
      edit(
        'apps/evolution-sender/src/sending/accept-commands.ts',
        'WHERE NOT EXISTS (SELECT 1 FROM forgotten_conversation f',
        'WHERE true OR NOT EXISTS (SELECT 1 FROM forgotten_conversation f',
      ),
    ],
    ...ofSender('sends nothing that has not left, nor what was on its way here'),
  },
  {
    mechanism: 'a send under way to the erased is waited for',
    edits: [
      edit(
        'apps/evolution-sender/src/forgetting/forget-conversations.ts',
        "AND (c.state = 'sending' OR (",
        "AND false AND (c.state = 'sending' OR (",
      ),
    ],
    ...ofSender('waits for a send under way, but not for ever'),
  },
  {
    mechanism: 'the gateway rewrites what it remembers of the erased',
    edits: [
      edit(
        'apps/gateway/src/realtime/event-feed.ts',
        'ring.rewrite(withoutErased(event.event));',
        'withoutErased(event.event);',
      ),
    ],
    ...integration(
      'apps/gateway/test/contacts.integration.spec.ts',
      'is told to those who are there, and those who come back learn nothing of it any more',
    ),
  },
];
