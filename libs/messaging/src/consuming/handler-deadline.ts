/** A handler did not come back in time. What it was doing may still happen: handlers are safe to repeat. */
export class HandlerHangs extends Error {
  constructor(milliseconds: number) {
    super(`the handler did not come back within ${milliseconds} ms`);
    this.name = 'HandlerHangs';
  }
}

/** @throws HandlerHangs when the work takes longer, and what the work throws */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HandlerHangs(milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
