import { Readable } from 'node:stream';

export interface FileToSend {
  stream: Readable;
  /** Bytes. */
  size: number;
}

/**
 * A JSON body with a file in base64 as its last property, made while it is read: however large the file, only some kilobytes
 * of it are in memory.
 * @param body with at least one property
 */
export function jsonWithFile(
  body: object,
  property: string,
  file: FileToSend,
): { stream: Readable; /** Bytes. */ length: number } {
  const before = `${JSON.stringify(body).slice(0, -1)},${JSON.stringify(property)}:"`;
  const length = Buffer.byteLength(before) + 4 * Math.ceil(file.size / 3) + 2;
  return { stream: Readable.from(parts(before, file.stream), { objectMode: false }), length };
}

async function* parts(before: string, file: Readable): AsyncGenerator<string> {
  yield before;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file as AsyncIterable<Buffer>) {
    const content = Buffer.concat([rest, chunk]);
    const whole = content.length - (content.length % 3);
    rest = content.subarray(whole);
    if (whole > 0) yield content.toString('base64', 0, whole);
  }
  yield `${rest.toString('base64')}"}`;
}
