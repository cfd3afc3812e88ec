import type { Readable } from 'node:stream';

/** A file of an archive, of known size. */
export interface TarEntry {
  /** At most 100 bytes: letters, digits, `.`, `-`, `_`, `/`. */
  name: string;
  size: number;
  content: Buffer | Readable;
}

const block = 512;

/** An archive as `tar` reads it (POSIX ustar), one chunk after the other: nothing of it is kept. */
export async function* tar(entries: AsyncIterable<TarEntry>, modifiedAt: Date): AsyncGenerator<Buffer> {
  for await (const { name, size, content } of entries) {
    yield headerOf(name, size, modifiedAt);
    let written = 0;
    for await (const chunk of Buffer.isBuffer(content) ? [content] : (content as AsyncIterable<Buffer>)) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new Error(`${name} is not as long as it was said to be`);
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

function headerOf(name: string, size: number, modifiedAt: Date): Buffer {
  const header = Buffer.alloc(block);
  header.write(name, 0, 100);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(Math.floor(Number(modifiedAt) / 1000), 12), 136);
  // The sum counts its own place as spaces.
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
