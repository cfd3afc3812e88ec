import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { jsonWithFile } from './json-with-file.js';

describe('jsonWithFile', () => {
  it.each([0, 1, 2, 3, 4, 100])('is the JSON with the whole file, and as long as it says (%i bytes)', async (size) => {
    const content = Buffer.from(Array.from({ length: size }, (_, index) => index));
    const pieces = [content.subarray(0, 1), content.subarray(1, 5), content.subarray(5)].filter(
      ({ length }) => length > 0,
    );
    const { stream, length } = jsonWithFile({ number: 'á' }, 'media', { stream: Readable.from(pieces), size });
    const written = await buffer(stream);
    expect(written.length).toBe(length);
    expect(JSON.parse(written.toString())).toEqual({ number: 'á', media: content.toString('base64') });
  });
});
