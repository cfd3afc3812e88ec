import { afterEach, describe, expect, it } from 'vitest';
import { NoThumbnail, ThumbnailThread, TooManyThumbnails } from './thumbnail-thread.js';

/** A thread that does what the type of each file says, and counts what it was given. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads';
  let count = 0;
  parentPort.on('message', ({ id, content, mimeType }) => {
    count += 1;
    if (mimeType === 'hang') return;
    if (mimeType === 'loop') for (;;) {}
    if (mimeType === 'crash') process.exit(1);
    if (mimeType === 'broken') parentPort.postMessage({ id, error: 'not a picture' });
    else parentPort.postMessage({ id, picture: new Uint8Array([...content, count]) });
  });
`)}`,
);

describe('ThumbnailThread', () => {
  let thread: ThumbnailThread;
  afterEach(() => thread.stop());
  const render = async (mimeType: string): Promise<number[]> => [...(await thread.render(Buffer.from([7]), mimeType))];

  it('renders one file after the other in one thread', async () => {
    thread = new ThumbnailThread(script);
    expect(await Promise.all([render('a'), render('b')])).toEqual([
      [7, 1],
      [7, 2],
    ]);
  });

  it.each(['hang', 'loop', 'crash'])('goes on with a new thread after a file that makes it %s', async (mimeType) => {
    thread = new ThumbnailThread(script, { patience: mimeType === 'crash' ? 10_000 : 2_000 });
    const bad = expect(render(mimeType)).rejects.toBeInstanceOf(NoThumbnail);
    expect(await render('good')).toEqual([7, 1]);
    await bad;
  });

  it('says why nothing can be made of a file, and keeps its thread', async () => {
    thread = new ThumbnailThread(script);
    await expect(render('broken')).rejects.toThrow('not a picture');
    expect(await render('good')).toEqual([7, 2]);
  });

  it('refuses more than may wait', async () => {
    thread = new ThumbnailThread(script, { queue: 2 });
    const waiting = ['a', 'b', 'c'].map(render);
    await expect(render('d')).rejects.toBeInstanceOf(TooManyThumbnails);
    expect(await Promise.all(waiting)).toHaveLength(3);
  });
});
