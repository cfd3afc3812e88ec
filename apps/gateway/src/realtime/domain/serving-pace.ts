export interface ServingLimits {
  /** Milliseconds from one frame of a socket to its next at least, however cheap they are; and at most, however dear. */
  least: number;
  most: number;
  /** The part of the time that serving all sockets may take. */
  share: number;
}

/** How fast what was measured long ago counts for less. */
const fading = 0.9;

/**
 * How long a socket that has just had a frame waits for its next. What a frame costs is measured, so that all sockets together, were
 * each served as often as that, take a set part of the time: a few of them get every event by itself, thousands get frames of several,
 * and a process that is short of processor time makes fewer and larger ones. A socket that had none for so long waits for nothing.
 * Pure.
 */
export class ServingPace {
  private spent = 0;
  private frames = 0;

  constructor(private readonly limits: ServingLimits) {}

  /** @param milliseconds that it took to send so many frames */
  record(frames: number, milliseconds: number): void {
    this.frames = this.frames * fading + frames;
    this.spent = this.spent * fading + milliseconds;
  }

  /** Milliseconds between two frames of a socket, when there are so many sockets. */
  gap(sockets: number): number {
    const { least, most, share } = this.limits;
    const whole = this.frames === 0 ? 0 : (this.spent / this.frames) * sockets;
    return Math.min(Math.max(whole / share, least), most);
  }
}
