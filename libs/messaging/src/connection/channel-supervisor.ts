import { Logger } from '@nestjs/common';
import { backoff } from './backoff.js';
import type { ConnectionSupervisor } from './connection-supervisor.js';
import { OpenChannel } from './open-channel.js';

const reopen = { initial: 400, maximum: 5_000 };
/** A channel that lived this long was fine: the next failure starts counting anew. */
const settledAfter = 10_000;

export interface ChannelOptions {
  /** Shown in logs. */
  name: string;
  confirm?: boolean;
  /** Frames buffered before `publish` reports that it is too fast. */
  highWaterMark?: number;
  /** Runs on each new channel before it counts as open. */
  setup?: (open: OpenChannel) => Promise<void> | void;
  onClosed?: (open: OpenChannel) => void;
}

/** Keeps one channel open on a supervised connection: whoever closed it, it is there again about a second later, as a new generation. */
export class ChannelSupervisor {
  private readonly logger = new Logger('Broker');
  private readonly stopListening: () => void;
  private open: OpenChannel | undefined;
  private opening = false;
  private stopped = false;
  private generation = 0;
  private attempt = 0;
  private timer: NodeJS.Timeout | undefined;
  private lackedSince: number | undefined;

  constructor(
    private readonly connection: ConnectionSupervisor,
    private readonly options: ChannelOptions,
  ) {
    this.stopListening = connection.onChange(() => {
      if (connection.current === undefined) this.lackedSince = undefined;
      void this.ensureOpen();
    });
    void this.ensureOpen();
  }

  /** The channel, once its setup is done and until it closes. */
  get current(): OpenChannel | undefined {
    return this.open?.closed === false ? this.open : undefined;
  }

  /** Since when (steady clock) there is a connection and no channel on it; undefined while there is one, or no connection. */
  get missingSince(): number | undefined {
    return this.current === undefined && !this.stopped ? this.lackedSince : undefined;
  }

  async close(): Promise<void> {
    this.stopped = true;
    this.stopListening();
    clearTimeout(this.timer);
    await this.open?.close();
  }

  private async ensureOpen(): Promise<void> {
    const connection = this.connection.current;
    if (connection === undefined || this.opening || this.stopped || this.current !== undefined) return;
    this.opening = true;
    this.lackedSince ??= performance.now();
    clearTimeout(this.timer);
    const { confirm = false, highWaterMark, setup } = this.options;
    const channelOptions = highWaterMark === undefined ? undefined : { highWaterMark };
    let opened: OpenChannel | undefined;
    try {
      const channel = await (confirm
        ? connection.createConfirmChannel(channelOptions)
        : connection.createChannel(channelOptions));
      opened = this.watch(new OpenChannel(channel, (this.generation += 1)));
      await setup?.(opened);
      if (opened.closed) throw new Error('closed while it was set up');
      this.open = opened;
      this.lackedSince = undefined;
      if (opened.generation > 1)
        this.logger.log('channel open again', { channel: this.options.name, generation: opened.generation });
    } catch (error) {
      this.warn('channel cannot be opened', error);
      await opened?.close();
      this.retry();
    } finally {
      this.opening = false;
    }
    if (this.stopped) await this.open?.close();
  }

  private watch(opened: OpenChannel): OpenChannel {
    const since = performance.now();
    opened.channel.on('error', (error) => this.warn('channel closed by the broker', error));
    opened.channel.on('close', () => {
      this.options.onClosed?.(opened);
      if (this.connection.current !== undefined) this.lackedSince ??= performance.now();
      if (performance.now() - since > settledAfter) this.attempt = 0;
      this.retry();
    });
    return opened;
  }

  private retry(): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.ensureOpen(), backoff(this.attempt, reopen));
    this.attempt += 1;
  }

  private warn(what: string, error: unknown): void {
    if (this.connection.current === undefined) return;
    this.logger.warn(what, { channel: this.options.name, reason: error instanceof Error ? error.message : error });
  }
}
