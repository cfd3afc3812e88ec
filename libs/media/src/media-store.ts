import type { Readable } from 'node:stream';

/**
 * Files by name (`inbound/2026-11-25/<uuid>.json`, `media/<uuid>`): letters, digits, `.`, `-`, `_` and `/`, never `..`.
 * What `put` has resolved for survives a crash of the machine.
 */
export abstract class MediaStore {
  /** Overwrites. @returns bytes written. @throws when it could not be stored safely; then nothing is left under the name */
  abstract put(name: string, content: Buffer | Readable): Promise<number>;
  /** Undefined when there is no such file. */
  abstract open(name: string): Promise<{ stream: Readable; size: number } | undefined>;
  /** When it was put last; undefined when there is no such file. */
  abstract writtenAt(name: string): Promise<Date | undefined>;
  /** The whole content; undefined when there is no such file. */
  abstract read(name: string): Promise<Buffer | undefined>;
  /** Deletes a file, or a folder with everything in it. Deleting what is not there is fine. */
  abstract delete(name: string): Promise<void>;
  /** Names of the files and folders in a folder; empty when there is no such folder. */
  abstract list(folder: string): Promise<string[]>;
  /** Removes what writers that died in the middle left in a folder. Only for whoever knows that nobody writes there. */
  abstract removeUnfinished(folder: string): Promise<void>;
}
