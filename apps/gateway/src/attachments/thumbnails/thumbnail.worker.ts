import { parentPort } from 'node:worker_threads';
import { renderThumbnail } from './render-thumbnail.js';

/** What the thread is asked, and what it answers: a picture, or why there is none. */
export interface ThumbnailTask {
  id: number;
  content: Uint8Array;
  mimeType: string;
}
export type ThumbnailAnswer = { id: number; picture: Uint8Array } | { id: number; error: string };

parentPort?.on('message', ({ id, content, mimeType }: ThumbnailTask) => {
  renderThumbnail(content, mimeType).then(
    (picture) => parentPort?.postMessage({ id, picture } satisfies ThumbnailAnswer, []),
    (error: unknown) => parentPort?.postMessage({ id, error: String(error) } satisfies ThumbnailAnswer, []),
  );
});
