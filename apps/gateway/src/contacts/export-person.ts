import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import type { Queryable } from '@bkcrm/database';
import type { MediaStore } from '@bkcrm/media';
import { readPersonMessages } from '@bkcrm/read-model';
import type { PersonRecord } from '@bkcrm/read-model';
import type { TarEntry } from './domain/tar.js';

const messagesPerFile = 200;

interface Listed {
  name: string;
  bytes: number;
  sha256: string;
}

/**
 * Everything that is stored of a person, as the files of an archive: `person.json`, `messages/00001.ndjson` and on, `files/<message>.<ext>`,
 * and in the end `manifest.json` with the hashes of them all, without which it is not whole. One page and one file are in memory at a time.
 */
export async function* exportPerson(
  person: PersonRecord,
  { database, media, now }: { database: Queryable; media: MediaStore; now: Date },
): AsyncGenerator<TarEntry> {
  const listed: Listed[] = [];
  const counts = { messages: 0, files: 0, filesMissing: 0 };
  const note = (name: string, content: Buffer): TarEntry => {
    listed.push({ name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
    return { name, size: content.length, content };
  };
  yield note('person.json', Buffer.from(`${JSON.stringify(person, null, 2)}\n`));
  let pages = 0;
  for (const conversation of person.conversations) {
    for (let after: { sentAt: string; id: string } | undefined; ;) {
      const page = await readPersonMessages(database, person, conversation, after, messagesPerFile);
      after = page.at(-1);
      if (page.length > 0) {
        pages += 1;
        const lines = page.map(({ id, record, file }) =>
          JSON.stringify({ ...record, file: file === null ? null : nameOf(id, file.fileName) }),
        );
        yield note(`messages/${String(pages).padStart(5, '0')}.ndjson`, Buffer.from(`${lines.join('\n')}\n`));
        counts.messages += page.length;
      }
      for (const { id, file } of page) {
        if (file === null) continue;
        const opened = await media.open(file.object);
        if (opened === undefined) {
          counts.filesMissing += 1;
          continue;
        }
        counts.files += 1;
        const name = nameOf(id, file.fileName);
        const { stream, size } = opened;
        yield {
          name,
          size,
          content: hashed(stream, (sha256) => listed.push({ name, bytes: size, sha256 })),
        };
      }
      if (page.length < messagesPerFile) break;
    }
  }
  const manifest = { format: 1, madeAt: now.toISOString(), counts, files: listed };
  yield note('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** By the message, so that no two are the same; the ending as the person named it, when it is one. */
function nameOf(messageId: string, fileName: string | null): string {
  const ending = extname(fileName ?? '').toLowerCase();
  return `files/${messageId}${/^\.[a-z0-9]{1,10}$/.test(ending) ? ending : ''}`;
}

function hashed(stream: Readable, done: (sha256: string) => void): Readable {
  const hash = createHash('sha256');
  const through = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      hash.update(chunk);
      callback(null, chunk);
    },
    flush(callback) {
      done(hash.digest('hex'));
      callback();
    },
  });
  stream.on('error', (error) => through.destroy(error));
  through.on('close', () => stream.destroy());
  return stream.pipe(through);
}
