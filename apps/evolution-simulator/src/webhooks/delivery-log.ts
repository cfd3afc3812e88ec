import { Injectable } from '@nestjs/common';

/** One POST of a webhook. */
export interface DeliveryAttempt {
  instance: string;
  event: string;
  /** The WhatsApp id of the message it tells about, if it tells about one. */
  messageId: string | null;
  url: string;
  attempt: number;
  /** ISO time. */
  at: string;
  /** The answer's status; null when none came. */
  status: number | null;
  outcome: 'delivered' | 'retrying' | 'dropped' | 'lost';
  error?: string;
}

const longest = 20_000;

/** The latest attempts, for tests and for the eye. */
@Injectable()
export class DeliveryLog {
  private attempts: DeliveryAttempt[] = [];

  add(attempt: DeliveryAttempt): void {
    this.attempts.push(attempt);
    if (this.attempts.length > longest) this.attempts = this.attempts.slice(-longest / 2);
  }

  find(filter: { instance?: string; event?: string; messageId?: string }): DeliveryAttempt[] {
    return this.attempts.filter(
      (attempt) =>
        (filter.instance === undefined || attempt.instance === filter.instance) &&
        (filter.event === undefined || attempt.event === filter.event) &&
        (filter.messageId === undefined || attempt.messageId === filter.messageId),
    );
  }

  clear(): void {
    this.attempts = [];
  }
}
