/** What a backup is of: everything, or the conversations of one day. */
export type BackupKind = 'full' | 'daily';

export interface TableManifest {
  /** `ticket.message` */
  name: string;
  columns: string[];
  rows: number;
  /** Of its rows, each as the JSON that PostgreSQL makes of it, each with a line feed. */
  sha256: string;
}

/** What a backup holds; written last, so that a backup with a manifest is whole. */
export interface BackupManifest {
  format: 1;
  name: string;
  kind: BackupKind;
  /** Of a daily one: the day, where the help desk is. */
  day: string | null;
  timeZone: string;
  /** The moment whose state it shows. */
  takenAt: string;
  finishedAt: string;
  /** The migrations of each schema that had run, in order. */
  schemas: Record<string, string[]>;
  /** The part of the event log that falls into it: of a full one, everything up to `last`. */
  events: { epoch: string; first: number; last: number };
  file: { name: string; bytes: number; sha256: string; encrypted: boolean };
  tables: TableManifest[];
  /** Files of the media store that rows of it name. `missing` were not there. Null: files were not copied. */
  media: { files: number; bytes: number; copied: number; missing: number } | null;
}

/** A manifest cannot be read, or is of another format. */
export class ManifestUnreadable extends Error {
  constructor(reason: string) {
    super(`the manifest cannot be read: ${reason}`);
    this.name = 'ManifestUnreadable';
  }
}

/** @throws ManifestUnreadable */
export function parseManifest(text: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ManifestUnreadable('it is no JSON');
  }
  if (!isRecord(value)) throw new ManifestUnreadable('it is no object');
  if (value['format'] !== 1) throw new ManifestUnreadable(`its format is ${String(value['format'])}, not 1`);
  const { name, kind, file, tables, schemas } = value;
  const isWhole =
    typeof name === 'string' &&
    (kind === 'full' || kind === 'daily') &&
    isRecord(file) &&
    typeof file['name'] === 'string' &&
    typeof file['sha256'] === 'string' &&
    typeof file['encrypted'] === 'boolean' &&
    isRecord(schemas) &&
    Array.isArray(tables) &&
    tables.every(isTable);
  if (!isWhole) throw new ManifestUnreadable('something is missing in it');
  return value as unknown as BackupManifest;
}

/** Names end up in SQL: only what can be a name of ours. */
function isTable(table: unknown): boolean {
  return (
    isRecord(table) &&
    typeof table['name'] === 'string' &&
    /^(ticket|sender|gateway)\.[a-z_]+$/.test(table['name']) &&
    Array.isArray(table['columns']) &&
    table['columns'].every((column) => typeof column === 'string' && /^[a-z_]+$/.test(column)) &&
    typeof table['rows'] === 'number' &&
    typeof table['sha256'] === 'string'
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
