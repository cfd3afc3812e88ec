import { e2e, edit, integration, unit } from '../mutation.mjs';

const backups = 'apps/ticket/src/backups';
const made = (test) => integration('apps/ticket/test/backups.integration.spec.ts', test);
const restored = (test) => integration('apps/ticket/test/restore.integration.spec.ts', test);

/** @type {import('../mutation.mjs').Mutation[]} */
export const backupMutations = [
  {
    mechanism: 'a backup reads one moment',
    edits: [edit(`${backups}/making/snapshot.ts`, 'ISOLATION LEVEL REPEATABLE READ READ ONLY', 'READ ONLY')],
    ...made('show one moment, whatever is stored while they are made'),
  },
  {
    mechanism: 'one replica at a time makes backups',
    edits: [edit(`${backups}/backup-worker.ts`, 'if (lock?.held !== true) return;', '')],
    ...made('are made by the schedule for yesterday, once, however many replicas there are'),
  },
  {
    mechanism: 'the manifest of a backup comes last',
    edits: [
      edit(
        `${backups}/making/make-backup.ts`,
        "const media = wanted.kind === 'full' ? await copyMedia(options) : null;",
        "await target.put(`${backupFolder}/${manifestName(archived.name)}`, Buffer.from(JSON.stringify(archived))); const media = wanted.kind === 'full' ? await copyMedia(options) : null;",
      ),
    ],
    ...made('leave nothing under their name when they break off, and are made by the next attempt'),
  },
  {
    mechanism: 'a part of an encrypted file is where it was written',
    edits: [edit('libs/secrets/src/secret-stream.ts', 'nonce.writeBigUInt64BE(BigInt(count), 0);', '')],
    ...unit(
      'libs/secrets/src/secret-stream.spec.ts',
      'is refused when a byte was changed, a part was left out or moved, or the end is missing',
    ),
  },
  {
    mechanism: 'the end of an encrypted file is its end',
    edits: [edit('libs/secrets/src/secret-stream.ts', 'nonce.writeUInt8(isLast ? 1 : 0, 11);', '')],
    ...unit(
      'libs/secrets/src/secret-stream.spec.ts',
      'is refused when a byte was changed, a part was left out or moved, or the end is missing',
    ),
  },
  {
    mechanism: 'a backup with another hash than its manifest says is not restored',
    edits: [
      edit('libs/backup/src/archive.ts', "if (hash.digest('hex') !== file.sha256)", 'if (file.sha256 === undefined)'),
    ],
    ...restored('changes nothing when the file, the key, the schema or a count is not what the manifest says'),
  },
  {
    mechanism: 'a restored table is compared with the manifest, before and after',
    edits: [edit('libs/backup/src/archive.ts', 'const found = tally.of(name);', 'const found = { rows, sha256 };')],
    ...restored('changes nothing when the file, the key, the schema or a count is not what the manifest says'),
  },
  {
    mechanism: 'a restored copy has another epoch',
    edits: [
      edit(
        `${backups}/restoring/start-anew.ts`,
        'UPDATE ticket.event_head SET identity = gen_random_uuid()',
        'SELECT 1',
      ),
    ],
    ...restored('brings back every row, and starts over as another database'),
  },
  {
    mechanism: 'a database in use is not overwritten by accident',
    edits: [edit(`${backups}/restoring/check-target.ts`, 'if (mayOverwrite) return;', 'if (db) return;')],
    ...restored('does not touch a database that is in use, unless it is told to, and is the same when done twice'),
  },
  {
    mechanism: 'what was ordered before a restore is looked for, not sent',
    edits: [
      edit(
        'apps/evolution-sender/src/sending/accept-commands.ts',
        'AND c.queued_at < d.restored_at AND',
        'AND false AND',
      ),
    ],
    ...integration(
      'apps/evolution-sender/test/reconciliation.integration.spec.ts',
      'nothing is sent that was ordered before the restore and comes only now, out of an outbox or a queue',
    ),
  },
  {
    mechanism: 'a database that came back by other means is told so',
    edits: [edit(`${backups}/restoring/take-over.ts`, 'await startAnew(tx, upTo.toISOString());', '')],
    ...e2e(
      'test/e2e/point-in-time.e2e.spec.ts',
      'has everything up to that moment, and gets back what Evolution stores, with nothing sent twice',
    ),
  },
];
