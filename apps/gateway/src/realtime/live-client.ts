import type { Audience, Signal } from '@bkcrm/contracts';
import { maySee, sightGroup } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import type { Socket } from 'socket.io';
import type { Authenticated } from '../auth/authentication.js';
import { toPrincipal } from '../auth/current-agent.decorator.js';
import { problems } from '../http/problem.js';
import { metrics } from '../metrics.js';
import { cutConnection, queuedPackets } from './connection.js';
import { Session } from './domain/session.js';
import type { LogView, Rights } from './domain/session.js';
import type { SharedFrames } from './domain/shared-frames.js';
import { SocketPort } from './socket-port.js';
import type { SentText, SharedText } from './socket-port.js';

/** A socket after its handshake. */
export type AgentSocket = Socket & { data: Authenticated & { client: LiveClient; address: string } };

/** A ticket that the client has open. Times in milliseconds. */
export interface OpenTicket {
  audience: Audience;
  /** Where its customer is reached. */
  chat: { numberId: string; recipient: string };
  /** When that was so. */
  readAt: number;
  /** When the others were told last. */
  toldAt: number;
}

/** One connected client: its socket, who it is, and its way through the event log. */
export class LiveClient {
  readonly agentId: string;
  readonly openTickets = new Map<string, OpenTicket>();
  /** When it was served last, by the clock of `performance`. */
  lastFrameAt = -Infinity;
  /** Until when it need not be served with what waits for it, by the same clock. */
  patientUntil = -Infinity;
  /** Whether a person uses this window. */
  isActive = true;
  /** Whether it has said that it speaks the old dialect, which has no word for what is signalled to all. */
  isLegacy = false;
  /** Whether it wants to be shown how the system does. */
  isWatchingSystem = false;
  private readonly port: SocketPort;
  private opened: Session | undefined;
  private paused = 0;
  private isPaused = false;
  private isWarned = false;

  constructor(
    readonly socket: Socket,
    private access: Authenticated,
    now: () => number,
  ) {
    this.agentId = access.agent.id;
    this.port = SocketPort.to(socket, now, () => this.opened?.pump());
  }

  get agent(): KnownAgent {
    return this.access.agent;
  }

  get expiresAt(): Date {
    return this.access.expiresAt;
  }

  /** Null for an API token. */
  get sessionId(): string | null {
    return this.access.sessionId;
  }

  /** Undefined until the event log is known. */
  get session(): Session | undefined {
    return this.opened;
  }

  get stalledFor(): number {
    return this.port.stalledFor;
  }

  /** Packets that wait to be handed to the connection: of a client that asks and does not read the answers, too. */
  get queued(): number {
    return queuedPackets(this.socket);
  }

  /** Goes on with a fresh token of the same agent. @throws Problem `auth.invalid-token` when it is somebody else's */
  renew(access: Authenticated): void {
    if (access.agent.id !== this.agentId) throw problems.unauthenticated();
    this.access = { ...access, agent: this.access.agent };
    this.isWarned = false;
  }

  /** Says once that the token is about to run out. */
  warn(): void {
    if (this.isWarned) return;
    this.isWarned = true;
    this.signal({ type: 'session.expiring', data: { expiresAt: this.expiresAt.toISOString() } });
  }

  /** @param frames those that all clients share */
  begin(log: LogView, frames: SharedFrames): void {
    if (this.opened !== undefined) return;
    this.opened = new Session(log, this.port, rightsOf(this.agent), frames, (source, events) =>
      metrics.eventsServed.inc({ source }, events),
    );
    if (this.isPaused) this.opened.pause();
  }

  pump(now: number): void {
    if (this.expiresAt.getTime() <= now) {
      this.expire();
      return;
    }
    this.opened?.pump();
  }

  /** The version of the rights that it goes on with; null while it is not known whether they still hold. */
  get heldRights(): number | null {
    return this.isPaused ? null : this.agent.rightsVersion;
  }

  /** Counts the pauses, so that rights which were read before one are not taken for those after it. */
  get pauses(): number {
    return this.paused;
  }

  /** Nothing more is sent until it is known again what this agent may see, and what waits to leave never does. */
  pause(): void {
    this.paused += 1;
    this.isPaused = true;
    this.opened?.pause();
    // What the connection takes at once is on its way in the next turn; what is left then waits for the client to read.
    setImmediate(() => {
      if (this.isBehind) cutConnection(this.socket);
    });
  }

  /** From now on only what these rights allow; a reset tells the client when they are others than before. */
  continueAs(agent: KnownAgent): void {
    const hasChanged = agent.rightsVersion !== this.agent.rightsVersion;
    this.access = { ...this.access, agent };
    this.isPaused = false;
    if (hasChanged && this.isBehind) cutConnection(this.socket);
    else this.opened?.continueWith(rightsOf(agent));
  }

  /** Nothing is owed of a signal: a client that is behind does without. */
  signal(signal: Signal): void {
    if (this.port.isWritable) this.port.send('signal', JSON.stringify(signal));
  }

  /** The same for a signal that others get as well. */
  signalShared(signal: SharedText): void {
    if (this.port.isWritable) this.port.sendShared('signal', signal);
  }

  /**
   * Sends what others may get as well, the same text as long as it has not changed; nothing while it is not known what this agent may
   * see. Whoever sends much looks at `queued` first.
   */
  tell(event: SentText, text: SharedText): void {
    if (!this.isPaused) this.port.sendShared(event, text);
  }

  /** Ends the session for good: the client must log in again. One that does not read learns it when it comes back. */
  expire(): void {
    if (this.isBehind) {
      cutConnection(this.socket);
      return;
    }
    this.signal({ type: 'session.expired', data: {} });
    this.socket.disconnect(true);
  }

  /** Ends the connection as a network would, so that the client comes back by itself and resumes. */
  drop(): void {
    if (this.isBehind) cutConnection(this.socket);
    else this.socket.conn.close();
  }

  /** Something waits for the client to read: a polite end would wait for that as well. */
  private get isBehind(): boolean {
    return this.port.isBehind || this.queued > 0;
  }
}

function rightsOf(agent: KnownAgent): Rights {
  const principal = toPrincipal(agent);
  return {
    version: agent.rightsVersion,
    agentId: agent.id,
    group: sightGroup(principal),
    sees: (audience) => maySee(principal, audience),
  };
}
