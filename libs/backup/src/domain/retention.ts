import type { BackupKind } from './manifest.js';

export interface KeptBackup {
  name: string;
  kind: BackupKind;
  takenAt: Date;
}

export interface RetentionRule {
  /** Older ones go. */
  days: number;
  /** But this many of each kind stay, however old: a target that nothing was written to for long is not emptied. */
  atLeast: number;
}

/** Names of the backups that have had their time. */
export function outlived(backups: readonly KeptBackup[], now: Date, { days, atLeast }: RetentionRule): string[] {
  const before = Number(now) - days * 86_400_000;
  const kinds: BackupKind[] = ['full', 'daily'];
  return kinds.flatMap((kind) =>
    backups
      .filter((backup) => backup.kind === kind)
      .sort((a, b) => Number(b.takenAt) - Number(a.takenAt))
      .slice(atLeast)
      .filter(({ takenAt }) => Number(takenAt) < before)
      .map(({ name }) => name),
  );
}
