/** A sleep that can be cut short. A call of `wake` while nobody sleeps counts for the next sleep. */
export class WakeSignal {
  private woken = false;
  private interrupt: (() => void) | undefined;

  wake(): void {
    this.woken = true;
    this.interrupt?.();
  }

  async sleep(milliseconds: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.interrupt = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.interrupt = undefined;
    this.woken = false;
  }
}
