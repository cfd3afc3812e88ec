import type { Socket } from 'socket.io';
import { metrics } from '../metrics.js';
import type { SentFrame } from './domain/shared-frames.js';
import type { ServerEvent, SessionPort } from './domain/session.js';
import { webSocketMessage } from './domain/web-socket-message.js';

/** What goes to a client as text of our own making; the last is the old front end's. */
export type SentText = ServerEvent | 'messages-loaded';

/** Text that is sent more than once, always as the same object. */
export interface SharedText {
  readonly json: string;
}

/** Unsent above this, the client is waited for. Characters. */
const enough = 512 * 1024;

/** The part of an engine.io socket that is written to. */
export interface Wire {
  write: (data: string, options: object, written: () => void) => unknown;
}

interface Packet {
  text: string;
  /** With the bytes of its WebSocket message, which engine.io then sends as they are. */
  options: { wsPreEncodedFrame: Buffer[] };
}

/** Of what is shared, made when it is first sent. */
const packets = new WeakMap<SharedText, Packet>();

/**
 * Writes frames to a socket's connection, whose bytes others share, and knows how much of them has not left yet:
 * socket.io itself would queue without limit for a client that does not read.
 */
export class SocketPort implements SessionPort {
  private unsent = 0;
  private lastProgressAt = 0;

  constructor(
    private readonly wire: Wire,
    private readonly now: () => number,
    private readonly onWritable: () => void,
  ) {}

  static to(socket: Socket, now: () => number, onWritable: () => void): SocketPort {
    return new SocketPort(socket.conn, now, onWritable);
  }

  get isWritable(): boolean {
    return this.unsent < enough;
  }

  /** Something has not left this process yet. */
  get isBehind(): boolean {
    return this.unsent > 0;
  }

  /** Milliseconds since anything was taken, while something waits to be. */
  get stalledFor(): number {
    return this.unsent === 0 ? 0 : this.now() - this.lastProgressAt;
  }

  send(event: SentText, json: string): void {
    this.write(event, packetOf(event, json));
  }

  sendEvents(frame: SentFrame): void {
    this.sendShared('events', frame);
  }

  sendShared(event: SentText, shared: SharedText): void {
    let packet = packets.get(shared);
    if (packet === undefined) {
      const text = packetOf(event, shared.json);
      // As engine.io encodes a text packet: its type "message", then the data.
      packets.set(shared, (packet = { text, options: { wsPreEncodedFrame: [webSocketMessage(`4${text}`)] } }));
    }
    this.write(event, packet.text, packet.options);
  }

  private write(event: SentText, packet: string, options: object = {}): void {
    metrics.frames.inc({ event });
    if (this.unsent === 0) this.lastProgressAt = this.now();
    this.unsent += packet.length;
    this.wire.write(packet, options, () => this.onWritten(packet.length));
  }

  private onWritten(size: number): void {
    const wasWritable = this.isWritable;
    this.unsent -= size;
    this.lastProgressAt = this.now();
    if (!wasWritable && this.isWritable) this.onWritable();
  }
}

/** A socket.io packet by hand: type "event" in the default namespace, then the arguments. */
const packetOf = (event: SentText, json: string): string => `2["${event}",${json}]`;
