import type { EventHead } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { maySee, readEventsAfter, readOldestSeq } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { problems } from '../http/problem.js';
import { encodeEvent } from '../realtime/domain/encoded-event.js';
import { project } from '../realtime/domain/projection.js';
import type { EventItemDto, EventList } from './event.dto.js';

const pageSize = 500;
/** Walked over in one call at most, visible or not. */
const mostRead = 5_000;

/**
 * What the principal may see of the log after a number, with the same rule as over a socket.
 * @throws Problem `events.too-old`, `events.ahead`
 */
export async function listEvents(
  db: Queryable,
  principal: Principal,
  head: EventHead,
  query: { after?: number; limit: number },
): Promise<EventList> {
  const oldest = await readOldestSeq(db);
  const after = query.after ?? oldest - 1;
  if (after < oldest - 1) throw problems.eventsTooOld(oldest);
  if (after > head.seq) throw problems.eventsAhead(head.seq);
  const items: EventItemDto[] = [];
  let position = after;
  while (position < head.seq && items.length < query.limit && position - after < mostRead) {
    const events = await readEventsAfter(db, position, pageSize);
    if (events.length === 0) break;
    for (const event of events) {
      if (items.length === query.limit) break;
      const item = project(encodeEvent(event), (audience) => maySee(principal, audience));
      if (item !== null) items.push(JSON.parse(item) as EventItemDto);
      position = event.seq;
    }
  }
  return { epoch: head.epoch, head: Math.max(head.seq, position), position, items };
}
