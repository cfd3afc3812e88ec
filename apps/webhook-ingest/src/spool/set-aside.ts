import { open } from 'node:fs/promises';

/** Appends what cannot be replayed to a file beside its segment, for a person to look at. Nothing is ever deleted unseen. */
export async function setAside(segmentPath: string, bytes: Buffer): Promise<void> {
  const file = await open(`${segmentPath}.bad`, 'a');
  try {
    await file.appendFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}
