import { Injectable } from '@nestjs/common';
import { KnownApiTokens } from '../api-tokens/known-api-tokens.js';
import { LiveClients } from '../realtime/live-clients.js';
import { Signals } from '../realtime/signals.js';
import { KnownSessions } from './known-sessions.js';

/** Makes the end of sessions, and of API tokens by their ids, felt at once: by requests and by open sockets, here and on every other replica. */
@Injectable()
export class SessionEnds {
  constructor(
    private readonly known: KnownSessions,
    private readonly apiTokens: KnownApiTokens,
    private readonly clients: LiveClients,
    private readonly signals: Signals,
  ) {}

  /** They are over in the database: everybody must know. */
  tell(sessionIds: string[]): void {
    if (sessionIds.length === 0) return;
    this.accept(sessionIds);
    this.signals.send('session.ended', { sessionIds });
  }

  /** What this replica does about it. One that hears nothing notices within seconds by itself. */
  accept(sessionIds: string[]): void {
    this.known.markOver(sessionIds);
    this.apiTokens.forget();
    this.clients.endSessions(new Set(sessionIds));
  }
}
