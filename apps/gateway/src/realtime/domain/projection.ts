import type { Audience } from '@bkcrm/contracts';
import type { EncodedEvent } from './encoded-event.js';

/** Whether the receiver may see what has this audience. */
export type Sight = (audience: Audience) => boolean;

/**
 * What one receiver gets of an event: all of it when they may see it now, the ticket's removal when they could only before.
 * A removed ticket takes its messages along, so events about messages need no removal of their own.
 */
export function project(encoded: EncodedEvent, sees: Sight): string | null {
  const { audienceBefore, audienceAfter } = encoded.event;
  if (sees(audienceAfter)) return encoded.json;
  if (encoded.removalJson !== null && audienceBefore !== null && sees(audienceBefore)) return encoded.removalJson;
  return null;
}
