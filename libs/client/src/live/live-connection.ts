import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { EventFrame, HeadFrame, ResetFrame, Signal } from '@bkcrm/contracts';
import { backoffMs } from './backoff.js';
import { initialPosition, stepPosition } from './position.js';
import type { LiveItem, Position, PositionEffect, PositionInput, PositionState } from './position.js';

/** `connecting` until it was live for the first time, then `offline` whenever there is no socket. */
export type ConnectionStatus = 'connecting' | 'live' | 'catching-up' | 'offline';

export interface LiveConnectionOptions {
  url: string;
  /** A token that is fresh enough, null when nobody is logged in. */
  token: () => Promise<string | null>;
  /** Whether a person uses this client right now. */
  isActive: () => boolean;
  /**
   * Load the snapshots of a fresh position. While it runs no event is applied; when it rejects it is called again.
   * Resolves to false when it was overtaken by a later call.
   */
  load: () => Promise<boolean>;
  apply: (items: LiveItem[], epoch: string) => void;
  signal: (signal: Signal) => void;
  status: (status: ConnectionStatus) => void;
  /** The server refused the connection; resolves to whether the session is still good. */
  refused: () => Promise<boolean>;
}

interface Acknowledgement {
  ok: boolean;
  data?: unknown;
  error?: { code: string; message: string };
}

const silenceMs = 35_000;
const answerMs = 10_000;

/** Follows the event log over socket.io: performs what the position rules ask for, and brings back what happens. */
export class LiveConnection {
  private readonly socket: Socket;
  private state: PositionState = initialPosition;
  private wasLive = false;
  private stopped = true;
  private failures = 0;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveConnectionOptions) {
    this.socket = io(options.url, {
      autoConnect: false,
      // No upgrade from polling: a deployment without sticky sessions could not serve it.
      transports: ['websocket'],
      auth: (give) => void this.giveToken(give),
      // Coming back is our own business, by one rule for every way of being cut off.
      reconnection: false,
      timeout: 15_000,
      forceNew: true,
    });
    this.socket.on('connect', () => this.step({ type: 'connected' }));
    this.socket.on('disconnect', (reason) => this.onDisconnect(reason));
    this.socket.on('connect_error', (error) => void this.onRefused(error));
    this.socket.on('head', (frame: HeadFrame) => this.step({ type: 'head', frame }));
    this.socket.on('events', (frame: EventFrame) => this.step({ type: 'events', frame }));
    this.socket.on('reset', (_frame: ResetFrame) => this.step({ type: 'reset' }));
    this.socket.on('signal', (signal: Signal) => options.signal(signal));
  }

  get position(): Position | null {
    return this.state.position;
  }

  start(): void {
    this.stopped = false;
    this.report();
    this.socket.connect();
  }

  stop(): void {
    this.stopped = true;
    this.clearTimers();
    this.socket.disconnect();
    this.state = initialPosition;
    this.wasLive = false;
  }

  /** Tries at once instead of at the end of the waiting time, for example when the device is back on a network. */
  hurry(): void {
    if (!this.stopped && !this.socket.connected) this.reconnect();
  }

  /** Says something that needs no answer; forgotten when there is no socket. */
  tell(event: string, data: unknown): void {
    if (this.socket.connected) this.socket.emit(event, data, () => undefined);
  }

  /** Without a token the server refuses, which is tried again like any other refusal. */
  private async giveToken(give: (data: object) => void): Promise<void> {
    const token = await this.options.token().catch(() => null);
    give({ token, active: this.options.isActive() });
  }

  private step(input: PositionInput): void {
    if (this.stopped) return;
    if (input.type !== 'disconnected') this.expectSound();
    const { state, effects } = stepPosition(this.state, input);
    this.state = state;
    if (state.mode === 'following' && (input.type === 'events' || input.type === 'head')) this.failures = 0;
    for (const effect of effects) this.perform(effect);
    this.report();
  }

  private perform(effect: PositionEffect): void {
    switch (effect.type) {
      case 'apply':
        this.options.apply(effect.items, effect.epoch);
        return;
      case 'load':
        void this.load(effect.position);
        return;
      case 'resume':
        this.resume(effect.position);
        return;
    }
  }

  private async load(position: Position): Promise<void> {
    try {
      if (await this.options.load()) this.step({ type: 'loaded', position });
    } catch {
      // A fresh socket gives a fresh position to load for.
      this.later(() => this.reconnect());
    }
  }

  private resume(position: Position): void {
    const { id } = this.socket;
    // With a callback, not a promise: the answer must be taken in before the frames behind it.
    this.socket.timeout(answerMs).emit('resume', position, (error: Error | null, answer?: Acknowledgement) => {
      if (this.stopped || this.socket.id !== id || this.state.mode !== 'resuming') return;
      if (error === null && answer?.ok === true) this.step({ type: 'resumed', to: (answer.data as { to: number }).to });
      else this.later(() => this.reconnect());
    });
  }

  private onDisconnect(reason: Socket.DisconnectReason): void {
    clearTimeout(this.silence);
    this.step({ type: 'disconnected' });
    if (!this.stopped && reason !== 'io client disconnect') this.later(() => this.reconnect());
  }

  /** The server's own refusals carry data; everything else is the network's. That too many came says nothing of the session. */
  private async onRefused(error: Error & { data?: { code?: string } }): Promise<void> {
    this.report();
    const isNoVerdict = error.data === undefined || error.data.code === 'rate.limited';
    const isGood = isNoVerdict || (await this.options.refused());
    if (isGood && !this.stopped) this.later(() => this.reconnect());
  }

  /** A new socket, also when the present one only looks alive. */
  private reconnect(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    if (this.stopped) return;
    this.socket.disconnect();
    this.socket.connect();
  }

  private later(action: () => void): void {
    if (this.retry !== undefined) return;
    this.retry = setTimeout(action, backoffMs(this.failures));
    this.failures += 1;
  }

  /** The server speaks at least every 15 seconds; a socket that says nothing for longer is dead, whatever it claims. */
  private expectSound(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.reconnect(), silenceMs);
  }

  private clearTimers(): void {
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    this.retry = undefined;
  }

  private report(): void {
    if (this.stopped) return;
    if (this.state.mode === 'following') this.wasLive = true;
    this.options.status(this.statusNow());
  }

  private statusNow(): ConnectionStatus {
    if (this.state.mode === 'following') return 'live';
    if (!this.socket.connected) return this.wasLive ? 'offline' : 'connecting';
    return this.wasLive ? 'catching-up' : 'connecting';
  }
}
