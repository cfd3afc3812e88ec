/** Without any input for this long, nobody uses the window. */
const idleMs = 5 * 60_000;

/** Tells when the window falls out of use, and when it is used again. */
export class ActivityWatch {
  private isActive = true;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (isActive: boolean) => void) {
    this.wait();
  }

  /** For every sign of a person. */
  touch(): void {
    this.wait();
    this.change(true);
  }

  stop(): void {
    clearTimeout(this.idle);
  }

  private wait(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.change(false), idleMs);
  }

  private change(isActive: boolean): void {
    if (this.isActive === isActive) return;
    this.isActive = isActive;
    this.tell(isActive);
  }
}
