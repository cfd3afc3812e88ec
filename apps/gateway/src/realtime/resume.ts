import { failpoint } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { metrics } from '../metrics.js';
import type { Resumption } from './domain/session.js';
import { EventFeed } from './event-feed.js';
import type { LiveClient } from './live-client.js';

/** Brings a client from the event it applied last to the present. */
@Injectable()
export class Resume {
  constructor(private readonly feed: EventFeed) {}

  /** What was missed follows the answer as frames. @throws Problem `events.unavailable` */
  async execute(client: LiveClient, epoch: string, seq: number): Promise<Resumption> {
    const { session } = client;
    if (session === undefined) throw problems.eventsUnavailable();
    const isInMemory = seq <= this.feed.position && this.feed.after(seq, 1) !== undefined;
    // Only what memory cannot answer is asked of the database, so that clients come back while it is away.
    const bounds = isInMemory ? { head: this.feed.position, oldest: 0 } : await this.feed.readBounds();
    await failpoint('g3');
    const resumption = session.resume(epoch, seq, bounds);
    metrics.resumes.inc({ source: resumption.reset === undefined ? (isInMemory ? 'ring' : 'database') : 'reset' });
    // After the acknowledgement, which leaves in this turn of the event loop.
    setImmediate(() => session.pump());
    return resumption;
  }
}
