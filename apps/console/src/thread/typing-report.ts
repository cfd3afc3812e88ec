/** Repeated this often while the agent goes on typing. */
const repeatMs = 4_000;
/** Nothing typed for this long is no typing any more. */
const pauseMs = 6_000;

/** Makes few reports of many key strokes. */
export class TypingReport {
  private toldAt = 0;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (isTyping: boolean) => void) {}

  /** For every key stroke. */
  keep(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.stop(), pauseMs);
    if (Date.now() - this.toldAt < repeatMs) return;
    this.toldAt = Date.now();
    this.tell(true);
  }

  stop(): void {
    clearTimeout(this.pause);
    if (this.toldAt === 0) return;
    this.toldAt = 0;
    this.tell(false);
  }
}
