import { statfs } from 'node:fs/promises';
import { Gauge } from 'prom-client';

const folders = new Map<string, string>();

const size = new Gauge({
  name: 'bkcrm_disk_size_bytes',
  help: 'Size of the file system on which a folder of this service lies.',
  labelNames: ['folder'],
});

const free = new Gauge({
  name: 'bkcrm_disk_free_bytes',
  help: 'What of it this service can still use.',
  labelNames: ['folder'],
  collect: measure,
});

/** Bytes of the file system on which a folder lies. */
export interface Disk {
  folder: string;
  size: number;
  free: number;
}

/** The disks of all folders that are shown. One that is not there yet, or not to be read, is left out: nothing is known of it. */
export async function measureDisks(): Promise<Disk[]> {
  const disks: Disk[] = [];
  for (const [folder, path] of folders) {
    try {
      const { bsize, blocks, bavail } = await statfs(path);
      disks.push({ folder, size: blocks * bsize, free: bavail * bsize });
    } catch {
      // Nothing is said of it.
    }
  }
  return disks;
}

async function measure(): Promise<void> {
  const disks = await measureDisks();
  size.reset();
  free.reset();
  for (const disk of disks) {
    size.set({ folder: disk.folder }, disk.size);
    free.set({ folder: disk.folder }, disk.free);
  }
}

/** From here on `/metrics` shows how full the disk is that this folder lies on, under a name that says what it is for. */
export function showDisk(folder: string, path: string): void {
  folders.set(folder, path);
}
