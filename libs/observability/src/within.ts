/** Work did not end in time. What it was doing may still happen: it must be safe to repeat. */
export class TookTooLong extends Error {
  constructor(milliseconds: number) {
    super(`it did not end within ${milliseconds} ms`);
    this.name = 'TookTooLong';
  }
}

/** @throws TookTooLong when the work takes longer, and what the work throws */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
