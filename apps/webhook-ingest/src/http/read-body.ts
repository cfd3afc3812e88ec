import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from './body-budget.js';

/** The body will not be taken: `status` is the answer. All of these make Evolution try again. */
export class BodyRefused extends Error {
  constructor(
    readonly status: 408 | 413 | 415 | 503,
    readonly reason: 'aborted' | 'too-large' | 'compressed' | 'busy',
  ) {
    super(`body refused: ${reason}`);
    this.name = 'BodyRefused';
  }
}

export interface ReadBody {
  body: Buffer;
  /** Gives the budget back; may be called once. */
  release: () => void;
}

/**
 * Reads a whole body as bytes, whatever its content type, without ever holding more than the budget allows.
 * @throws BodyRefused before more than necessary is read, or when the caller went away
 */
export async function readBody(request: IncomingMessage, maxBytes: number, budget: BodyBudget): Promise<ReadBody> {
  // Never inflated: a small bomb would be a large body, and Evolution sends none.
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new BodyRefused(415, 'compressed');
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw new BodyRefused(413, 'too-large');
  let taken = 0;
  const take = (bytes: number): void => {
    if (!budget.take(bytes)) throw new BodyRefused(503, 'busy');
    taken += bytes;
  };
  try {
    take(declared);
    const body = await readToEnd(request, (length) => {
      if (length > maxBytes) throw new BodyRefused(413, 'too-large');
      if (length > taken) take(length - taken);
    });
    return { body, release: () => budget.giveBack(taken) };
  } catch (error) {
    budget.giveBack(taken);
    throw error;
  }
}

/**
 * By its events: an iterator over them costs several promises for a body that is one piece.
 * @param check is told how many bytes have come, and throws when they are too many; the rest stays unread, and the connection open,
 *   since the answer has to go out on it
 */
function readToEnd(request: IncomingMessage, check: (length: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      try {
        check(length);
        chunks.push(chunk);
      } catch (error) {
        request.pause();
        leave();
        reject(error);
      }
    };
    const onEnd = (): void => {
      leave();
      resolve(Buffer.concat(chunks));
    };
    const onGone = (): void => {
      leave();
      reject(new BodyRefused(408, 'aborted'));
    };
    function leave(): void {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
    }
    if (request.destroyed) onGone();
    else request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
