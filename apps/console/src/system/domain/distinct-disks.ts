import type { SystemResource } from '@bkcrm/contracts';

type Disk = SystemResource['disks'][number];

/** Several services on one host show the same folder: each is shown once, as the last of them said. */
export function distinctDisks(disks: readonly Disk[]): Disk[] {
  const distinct = new Map(disks.map((disk) => [`${disk.folder} ${disk.host}`, disk]));
  return [...distinct.values()].sort((one, other) =>
    `${one.folder} ${one.host}`.localeCompare(`${other.folder} ${other.host}`),
  );
}
