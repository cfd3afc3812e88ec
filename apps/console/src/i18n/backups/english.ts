import type { BackupsDictionary } from './portuguese.js';

export const backupsInEnglish: BackupsDictionary = {
  title: 'Backups',
  hint: 'Copies of everything, made by themselves. A backup is worth what its proof is: have one restored now and then.',
  off: 'No backups are made: no place is configured for them (BACKUP_TARGET).',
  sameDisk: 'Backups lie on the same disk as the data. If it fails, both are lost: use another disk or S3.',
  plain: 'Backups are not encrypted (BACKUP_KEYS).',
  plan: (place, next) => `In ${place}. Next: ${next}.`,
  start: 'Make a backup now',
  started: 'The backup begins in a moment.',
  prove: 'Prove',
  proving: 'Being proven…',
  download: 'Download',
  proven: (time) => `Proven ${time}: restored, and the same.`,
  broken: (problem) => `Could not be restored: ${problem}`,
  unproven: 'Not proven yet',
  kinds: { full: 'Full', daily: 'Conversations of the day' },
  states: { waiting: 'Waiting', running: 'Being made…', done: 'Made', failed: 'Failed' },
  rows: (count) => `${count} records`,
  missing: (count) => `${count} files not found`,
  empty: 'No backups yet',
  loading: 'Loading',
};
