/** The right to work a number, as this process knows it. It may have less than it believes, never more. */
export class Lease {
  private validUntil: number;

  constructor(
    readonly numberId: string,
    readonly token: string,
    validUntil: number,
    /** Milliseconds that only go forward, also when the computer's date is changed. */
    private readonly monotonic: () => number = () => performance.now(),
  ) {
    this.validUntil = validUntil;
  }

  get isLive(): boolean {
    return this.monotonic() < this.validUntil;
  }

  renew(validUntil: number): void {
    this.validUntil = validUntil;
  }

  end(): void {
    this.validUntil = 0;
  }
}
