import { classifyDatabaseError } from './errors.js';
import type { Database, Transaction } from './database.js';

export interface SharedTransactionsOptions<Item, Result> {
  /** Items of one transaction at most. */
  size: number;
  /** For how long items wait for the transaction that runs, in milliseconds: beyond that somebody holds it up, which is not theirs to wait for. */
  patience: number;
  /** Items of the same key are never in two transactions that run, nor twice in one: they are stored in the order in which they came. */
  keyOf: (item: Item) => string;
  /** How long a transaction that does not come back keeps others of its keys waiting, in milliseconds (10,000). */
  keptAtMost?: number;
  /**
   * Stores the items; returns for each, in their order, what came of it, or undefined for one that is to be stored by itself. An item
   * that is refused or left must have written nothing. What throws undoes all of them, and each is stored by itself.
   */
  work: (tx: Transaction, items: Item[]) => Promise<(PromiseSettledResult<Result> | undefined)[]>;
}

/**
 * Milliseconds; longer than a request is waited for. Of a transaction that has not come back by then nobody knows whether it ever will, and
 * what belongs to the same goes on without it.
 */
const keptAtMost = 10_000;

interface Waiting<Item, Result> {
  item: Item;
  key: string;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
  /** While it is being stored: until its key is let go in any case. */
  kept?: NodeJS.Timeout;
}

/**
 * Stores what comes while a transaction runs together in the next one. A transaction costs the same whatever is in it, and waits for the
 * disk: so each is stored at once while few come, and many come no slower.
 */
export class SharedTransactions<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  /** Keys of what is being stored, each with the end of its patience. */
  private readonly busy = new Map<string, NodeJS.Timeout>();
  /** Transactions that are waited for. */
  private awaited = 0;
  private isStarting = false;

  constructor(
    private readonly database: Database,
    private readonly options: SharedTransactionsOptions<Item, Result>,
  ) {}

  /** Resolves once the item is durable. */
  run(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, key: this.options.keyOf(item), resolve, reject });
      if (this.isStarting) return;
      this.isStarting = true;
      // What was read from a socket in one go comes together.
      setImmediate(() => {
        this.isStarting = false;
        this.start();
      });
    });
  }

  private start(): void {
    if (this.awaited > 0) return;
    const together = this.takeFree();
    if (together.length > 0) void this.store(together).finally(this.waitFor());
  }

  /** Whoever comes waits until the returned function is called, but no longer than is patient. */
  private waitFor(): () => void {
    this.awaited += 1;
    let isAwaited = true;
    const stop = (): void => {
      clearTimeout(timer);
      if (isAwaited) this.awaited -= 1;
      isAwaited = false;
      this.start();
    };
    const timer = setTimeout(stop, this.options.patience);
    return stop;
  }

  private takeFree(): Waiting<Item, Result>[] {
    const taken: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    for (const one of this.waiting) {
      const isFree = taken.length < this.options.size && !this.busy.has(one.key);
      if (isFree) this.keep(one);
      (isFree ? taken : left).push(one);
    }
    this.waiting = left;
    return taken;
  }

  private keep(one: Waiting<Item, Result>): void {
    one.kept = setTimeout(() => this.letGo(one), this.options.keptAtMost ?? keptAtMost).unref();
    this.busy.set(one.key, one.kept);
  }

  private letGo({ key, kept }: Waiting<Item, Result>): void {
    clearTimeout(kept);
    // It may be another one's by now.
    if (this.busy.get(key) !== kept) return;
    this.busy.delete(key);
    this.start();
  }

  /** Never throws. What is left to itself is not waited for: somebody else may hold it for long. */
  private async store(together: Waiting<Item, Result>[]): Promise<void> {
    let left = together;
    try {
      const items = together.map(({ item }) => item);
      const outcomes = await this.database.transaction((tx) => this.options.work(tx, items));
      left = together.filter((one, index) => !this.settle(one, outcomes[index]));
    } catch (reason) {
      if (together.length === 1 || classifyDatabaseError(reason) === 'infrastructure')
        left = together.filter((one) => !this.settle(one, { status: 'rejected', reason }));
    }
    for (const one of left) {
      if (together.length > 1) void this.store([one]);
      else this.settle(one, { status: 'rejected', reason: new Error('left to itself, although it was alone') });
    }
  }

  /** Tells whoever waits for an item what came of it. @returns whether anything has */
  private settle(one: Waiting<Item, Result>, outcome?: PromiseSettledResult<Result>): boolean {
    if (outcome === undefined) return false;
    if (outcome.status === 'fulfilled') one.resolve(outcome.value);
    else one.reject(outcome.reason);
    this.letGo(one);
    return true;
  }
}
