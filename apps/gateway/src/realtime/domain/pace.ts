export interface PaceLimits {
  /** Between two passes at least, and at most. Milliseconds. */
  least: number;
  most: number;
  /** How many times its own length a pass is followed by a pause. */
  rest: number;
}

/**
 * When a job that costs more the more there is to do may begin again: soon after a short pass, later after a long one. So it never takes
 * more than a set part of the time, what comes meanwhile is done together, and a process that is short of processor time does it in fewer
 * and larger steps.
 * Pure: the caller brings the time, in milliseconds of a clock that only goes forward.
 */
export class Pace {
  private restedAt = -Infinity;

  constructor(private readonly limits: PaceLimits) {}

  /** Milliseconds until the next pass may begin. */
  waitAt(now: number): number {
    return Math.max(0, this.restedAt - now);
  }

  passed(began: number, ended: number): void {
    const { least, most, rest } = this.limits;
    this.restedAt = ended + Math.min(Math.max((ended - began) * rest, least), most);
  }
}
