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

async function measure(): Promise<void> {
  for (const [folder, path] of folders) {
    try {
      const { bsize, blocks, bavail } = await statfs(path);
      size.set({ folder }, blocks * bsize);
      free.set({ folder }, bavail * bsize);
    } catch {
      // Not there yet, or not to be read: nothing is known, and nothing is said.
      size.remove({ folder });
      free.remove({ folder });
    }
  }
}

/** From here on `/metrics` shows how full the disk is that this folder lies on, under a name that says what it is for. */
export function showDisk(folder: string, path: string): void {
  folders.set(folder, path);
}
