import { Database } from '@bkcrm/database';
import { readHead } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentAgent, toPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { EventList, ListEventsDto } from './event.dto.js';
import { clientEpoch } from '../realtime/domain/client-epoch.js';
import { listEvents } from './list-events.js';

@Requires('tickets.read')
@Controller('api/v1/events')
export class EventsController {
  constructor(private readonly database: Database) {}

  /** The event log as the agent may see it: for programs that ask instead of holding a socket. */
  @Get()
  async list(@CurrentAgent() agent: KnownAgent, @Query() query: ListEventsDto): Promise<EventList> {
    const { seq, epoch } = await readHead(this.database);
    const head = { seq, epoch: clientEpoch(epoch, agent.rightsVersion) };
    return listEvents(this.database, toPrincipal(agent), head, query);
  }
}
