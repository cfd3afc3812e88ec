/** Hands things on in their order, each some time after it came. */
export class DelayLine<T> {
  private readonly waiting: { due: number; item: T }[] = [];
  private timer: NodeJS.Timeout | undefined;
  milliseconds = 0;

  constructor(private readonly handOn: (item: T) => void) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(item: T): void {
    if (this.milliseconds === 0 && this.waiting.length === 0) {
      this.handOn(item);
      return;
    }
    this.waiting.push({ due: performance.now() + this.milliseconds, item });
    this.expect();
  }

  /** Forgets what has not been handed on. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting.length = 0;
  }

  private expect(): void {
    const [next] = this.waiting;
    if (next === undefined || this.timer !== undefined) return;
    this.timer = setTimeout(() => this.release(), Math.max(0, next.due - performance.now()));
  }

  private release(): void {
    this.timer = undefined;
    // A delay that has grown shorter meanwhile lets nothing overtake.
    while (this.waiting[0] !== undefined && this.waiting[0].due <= performance.now() + 1) {
      const next = this.waiting.shift();
      if (next !== undefined) this.handOn(next.item);
    }
    this.expect();
  }
}
