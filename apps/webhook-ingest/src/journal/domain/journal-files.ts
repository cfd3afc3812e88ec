/** A file of the journal: named by when it was begun, compressed once nothing is appended to it any more. */
export interface JournalFile {
  name: string;
  begunAt: Date;
  bytes: number;
}

const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}\.\d{3}Z)\.journal(\.gz)?$/;

/** No colon: not every file system takes one. */
export const journalName = (begunAt: Date): string => `${begunAt.toISOString().replaceAll(':', '-')}.journal`;

/** @returns undefined for anything that is no file of the journal */
export function begunAt(name: string): Date | undefined {
  const [, hour, minute, second] = pattern.exec(name) ?? [];
  return hour === undefined ? undefined : new Date(`${hour}:${minute}:${second}`);
}

/**
 * The files to delete: those that ended before the time that is kept, then the oldest of the rest until it fits.
 * A file ends where the next one begins; the youngest never goes.
 * @param files oldest first
 */
export function outlived(files: JournalFile[], keptSince: Date, maxBytes: number): JournalFile[] {
  const older = files.slice(0, -1);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return older.filter((file, index) => {
    const endedAt = files[index + 1]?.begunAt ?? file.begunAt;
    const goes = endedAt < keptSince || total > maxBytes;
    if (goes) total -= file.bytes;
    return goes;
  });
}

/** The files that can hold something received since then, oldest first; what is in a file was received before the file ended. */
export function endingAfter<File extends Pick<JournalFile, 'begunAt'>>(files: File[], since: Date): File[] {
  return files.filter((_file, index) => {
    const next = files[index + 1];
    return next === undefined || next.begunAt >= since;
  });
}
