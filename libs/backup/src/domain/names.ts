import type { BackupKind } from './manifest.js';

/** The folder of a target in which backups lie; beside it lie the files of messages, as in the media store. */
export const backupFolder = 'backups';
const manifestEnd = '.manifest.json';

/** `backup-2026-11-24` */
export const dailyName = (day: string): string => `backup-${day}`;

/** `full-2026-11-25T050000Z` */
export const fullName = (takenAt: Date): string => `full-${takenAt.toISOString().slice(0, 19).replaceAll(':', '')}Z`;

export const archiveName = (name: string, isEncrypted: boolean): string =>
  `${name}.ndjson.gz${isEncrypted ? '.encrypted' : ''}`;

export const manifestName = (name: string): string => `${name}${manifestEnd}`;

/** Whatever names a backup: its name, its manifest or its file, with or without folders before it. */
export function nameOf(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\.(manifest\.json|ndjson\.gz(\.encrypted)?)$/, '');
}

/** Where the copy of a file of the media store lies in a target. */
export const copyName = (object: string, isEncrypted: boolean): string => `${object}${isEncrypted ? '.encrypted' : ''}`;

/** The backup that a file in a target belongs to, with its kind and moment as its name says them; undefined for other files. */
export function backupOf(file: string): { name: string; kind: BackupKind; takenAt: Date } | undefined {
  const name = nameOf(file);
  const daily = /^backup-(\d{4}-\d{2}-\d{2})$/.exec(name);
  if (daily !== null) return { name, kind: 'daily', takenAt: new Date(`${daily[1]}T00:00:00Z`) };
  const full = /^full-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(name);
  if (full === null) return undefined;
  const [, day, hour, minute, second] = full;
  return { name, kind: 'full', takenAt: new Date(`${day}T${hour}:${minute}:${second}Z`) };
}
