import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Transform } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { SecretUnreadable } from './secret-box.js';
import { decryptStream, encryptStream } from './secret-stream.js';

const [first, second] = ['first-master-key-of-32-characters', 'second-master-key-of-32-character'];
const part = 64 * 1024;

async function through(content: Buffer, transform: Transform, chunk = 10_000): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(content.length / chunk) }, (_, index) =>
    content.subarray(index * chunk, (index + 1) * chunk),
  );
  const [result] = await Promise.all([
    buffer(transform),
    pipeline(Readable.from(chunks, { objectMode: false }), transform),
  ]);
  return result;
}

describe('an encrypted stream', () => {
  it.each([0, 1, part - 1, part, part + 1, 3 * part, 3 * part + 17])('gives back %i bytes', async (size) => {
    const content = Buffer.alloc(size, 'conversation ');
    const stored = await through(content, encryptStream(first));
    expect(stored.includes('conversation')).toBe(false);
    for (const chunk of [7, 10_000, 1_000_000]) {
      if (size > part && chunk === 7) continue;
      expect((await through(stored, decryptStream([second, first]), chunk)).equals(content)).toBe(true);
    }
  });

  it('is read with its key only', async () => {
    const stored = await through(Buffer.from('secret'), encryptStream(first));
    await expect(through(stored, decryptStream([second]))).rejects.toThrow(/is not among the configured ones/);
    await expect(through(Buffer.from('x'.repeat(100)), decryptStream([first]))).rejects.toThrow(/unknown form/);
  });

  it('is refused when a byte was changed, a part was left out or moved, or the end is missing', async () => {
    const stored = await through(Buffer.alloc(3 * part, 7), encryptStream(first));
    const sealed = part + 16;
    const head = stored.length - 3 * sealed;
    const parts = [0, 1, 2].map((index) => stored.subarray(head + index * sealed, head + (index + 1) * sealed));
    const [one, two, three] = parts as [Buffer, Buffer, Buffer];
    const flipped = Buffer.from(stored);
    flipped[head + 5] = (flipped[head + 5] ?? 0) ^ 1;
    for (const broken of [
      flipped,
      stored.subarray(0, stored.length - sealed),
      stored.subarray(0, stored.length - 1),
      stored.subarray(0, 20),
      Buffer.concat([stored.subarray(0, head), two, one, three]),
      Buffer.concat([stored.subarray(0, head), one, three]),
    ])
      await expect(through(broken, decryptStream([first]))).rejects.toThrow(SecretUnreadable);
  });

  it('never looks the same twice', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => through(Buffer.from('x'), encryptStream(first))));
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
  });
});
