import { Worker } from 'node:worker_threads';
import type { ThumbnailAnswer, ThumbnailTask } from './thumbnail.worker.js';

/** Nothing can be made of this file: it is broken, or not what it says. */
export class NoThumbnail extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoThumbnail';
  }
}

/** So much waits already that the asker had better come again. */
export class TooManyThumbnails extends Error {
  constructor() {
    super('too many thumbnails are waited for');
    this.name = 'TooManyThumbnails';
  }
}

interface Waiting {
  content: Uint8Array;
  mimeType: string;
  resolve: (picture: Uint8Array) => void;
  reject: (error: Error) => void;
}

export interface ThumbnailThreadOptions {
  /** Milliseconds for one file. */
  patience?: number;
  /** Files that may wait. */
  queue?: number;
  /** Milliseconds after which an idle thread is ended, and its memory given back. */
  idle?: number;
}

/**
 * Renders strangers' files in a thread of its own, one at a time: whatever a file makes the libraries do, the sockets do not feel
 * it. A thread that takes too long is ended; a new one goes on with the next file.
 */
export class ThumbnailThread {
  private worker: Worker | undefined;
  private readonly waiting: Waiting[] = [];
  private current: Waiting | undefined;
  private timer: NodeJS.Timeout | undefined;
  private id = 0;
  private readonly patience: number;
  private readonly queue: number;
  private readonly idle: number;

  constructor(
    /** The built `thumbnail.worker`. */
    private readonly script: URL,
    { patience = 15_000, queue = 100, idle = 60_000 }: ThumbnailThreadOptions = {},
  ) {
    this.patience = patience;
    this.queue = queue;
    this.idle = idle;
  }

  /** @throws NoThumbnail, TooManyThumbnails */
  render(content: Uint8Array, mimeType: string): Promise<Uint8Array> {
    if (this.waiting.length >= this.queue) return Promise.reject(new TooManyThumbnails());
    return new Promise((resolve, reject) => {
      this.waiting.push({ content, mimeType, resolve, reject });
      this.next();
    });
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    const { worker } = this;
    this.worker = undefined;
    for (const { reject } of [...(this.current ? [this.current] : []), ...this.waiting.splice(0)])
      reject(new NoThumbnail('the service stops'));
    this.current = undefined;
    await worker?.terminate();
  }

  private next(): void {
    if (this.current !== undefined) return;
    clearTimeout(this.timer);
    this.current = this.waiting.shift();
    if (this.current === undefined) {
      this.timer = setTimeout(() => void this.stop(), this.idle).unref();
      return;
    }
    const { content, mimeType } = this.current;
    this.timer = setTimeout(() => this.fail('it took too long'), this.patience).unref();
    this.worker ??= this.start();
    this.worker.postMessage({ id: (this.id += 1), content, mimeType } satisfies ThumbnailTask, []);
  }

  private start(): Worker {
    const worker = new Worker(this.script, { resourceLimits: { maxOldGenerationSizeMb: 256 } });
    worker.unref();
    worker.on('message', (answer: ThumbnailAnswer) => {
      if (answer.id === this.id) this.settle(answer);
    });
    worker.on('error', (error) => this.worker === worker && this.fail(String(error)));
    worker.on('exit', () => this.worker === worker && this.fail('the thread ended'));
    return worker;
  }

  private settle(answer: ThumbnailAnswer): void {
    const settled = this.current;
    this.current = undefined;
    if ('picture' in answer) settled?.resolve(answer.picture);
    else settled?.reject(new NoThumbnail(answer.error));
    this.next();
  }

  /** Ends the thread: what it was at is lost, what waits goes to another. */
  private fail(reason: string): void {
    const { worker } = this;
    this.worker = undefined;
    void worker?.terminate();
    this.settle({ id: this.id, error: reason });
  }
}
