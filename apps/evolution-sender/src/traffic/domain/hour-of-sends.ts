/** What can be added up of sends. */
export interface SendFigures {
  sent: number;
  acknowledged: number;
  /** Seconds until WhatsApp had them, of all acknowledged ones together. */
  acknowledgementSeconds: number;
  lastOutAt: Date | null;
  lastAckAt: Date | null;
}

/** Of a number's sends that were settled within one minute. */
export interface MinuteOfSends extends SendFigures {
  /** Its beginning. */
  minute: Date;
  /** Whether all of it stays as it is. */
  isFinal: boolean;
}

const minuteMs = 60_000;
const minutesOfHour = 60;

export const noSends: SendFigures = {
  sent: 0,
  acknowledged: 0,
  acknowledgementSeconds: 0,
  lastOutAt: null,
  lastAckAt: null,
};

/** When the last sixty minutes of the clock began, the one that goes on among them: less than an hour ago. */
export const beginOfHour = (now: Date): Date =>
  new Date((Math.floor(Number(now) / minuteMs) - minutesOfHour + 1) * minuteMs);

/** The last hour of a number, minute by minute, as far as it is final. */
export class HourOfSends {
  /** By their beginning. */
  private readonly minutes = new Map<number, SendFigures>();

  /** @returns the whole hour: what was final before, what has become so, and the rest, which is not remembered */
  add(found: readonly MinuteOfSends[], now: Date): SendFigures {
    const begin = beginOfHour(now);
    for (const minute of this.minutes.keys()) if (minute < Number(begin)) this.minutes.delete(minute);
    // What is acknowledged late may have been sent longer ago.
    const ofHour = found.filter(({ minute }) => minute >= begin);
    for (const part of ofHour) if (part.isFinal) this.remember(part);
    return sum([...this.minutes.values(), ...ofHour.filter(({ isFinal }) => !isFinal)]);
  }

  private remember(part: MinuteOfSends): void {
    const minute = Number(part.minute);
    this.minutes.set(minute, sum([this.minutes.get(minute) ?? noSends, part]));
  }
}

function sum(parts: readonly SendFigures[]): SendFigures {
  const total = { ...noSends };
  for (const part of parts) {
    total.sent += part.sent;
    total.acknowledged += part.acknowledged;
    total.acknowledgementSeconds += part.acknowledgementSeconds;
    total.lastOutAt = later(total.lastOutAt, part.lastOutAt);
    total.lastAckAt = later(total.lastAckAt, part.lastAckAt);
  }
  return total;
}

/** The later of two moments, each of which may not be known. */
export function later(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
