import type { LoggedEvent } from '@bkcrm/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { EventFeed } from '../realtime/event-feed.js';
import { Signals } from '../realtime/signals.js';
import type { ViewingData } from '../realtime/viewers.js';
import { toLegacyEvent } from './domain/legacy-event.js';
import { LegacyClients } from './legacy-clients.js';

/**
 * What happens, told to the old front end as it happens. It has no numbers to notice a gap by and asks again every few seconds, so
 * nothing is repeated for it.
 */
@Injectable()
export class LegacyEvents {
  private readonly logger = new Logger(LegacyEvents.name);

  constructor(
    feed: EventFeed,
    signals: Signals,
    private readonly clients: LegacyClients,
  ) {
    feed.listen({ onEvents: (events) => events.forEach(({ event }) => this.tell(event)), onRestart: () => {} });
    signals.listen(({ type, data }, audience) => {
      if (type !== 'agent.typing') return;
      const { ticketId, agent, typing } = data as Omit<ViewingData, 'viewing'> & { typing: boolean };
      if (typing) this.clients.send('user-typing', { ticketId, userName: agent.name }, audience, agent.id);
    });
  }

  /** The feed is everybody's: what cannot be said in the old dialect must not stop it. */
  private tell(event: LoggedEvent): void {
    try {
      const legacy = toLegacyEvent(event);
      if (legacy !== undefined) this.clients.send(legacy.name, legacy.data, event.audienceAfter);
    } catch (error) {
      this.logger.error('an event could not be said in the old dialect', error, { seq: event.seq, type: event.type });
    }
  }
}
