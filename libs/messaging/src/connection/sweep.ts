/** One timer for many deadlines: looks at all of them now and then, and only while there are any. */
export class Sweep {
  private timer: NodeJS.Timeout | undefined;

  /** `look` ends what is overdue and answers whether anything is still waiting. */
  constructor(
    private readonly look: () => boolean,
    private readonly every = 25,
  ) {}

  arm(): void {
    this.timer ??= setInterval(() => {
      if (this.look()) return;
      clearInterval(this.timer);
      this.timer = undefined;
    }, this.every);
  }
}
