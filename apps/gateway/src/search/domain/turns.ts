export class NoTurn extends Error {
  constructor() {
    super('too many others wait for the same');
    this.name = 'NoTurn';
  }
}

export interface TurnsOptions {
  atOnce: number;
  /** Who may wait. */
  queue: number;
  /** Milliseconds that somebody waits. */
  patience: number;
}

/** Lets so many do something at once; a few more wait for a short time, in the order in which they came. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: TurnsOptions) {}

  /** @throws NoTurn */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.options.atOnce) await this.wait();
    else this.running += 1;
    try {
      return await work();
    } finally {
      // A turn is handed on, so that nobody who comes now overtakes who waits.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.options.queue) throw new NoTurn();
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(new NoTurn());
      }, this.options.patience);
      this.waiting.push(begin);
    });
  }
}
