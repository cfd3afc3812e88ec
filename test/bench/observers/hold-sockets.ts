import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { backoffMs } from '../../../libs/client/src/live/backoff.js';
import { Latency } from '../measure/latency.js';
import type { Quantiles } from '../measure/latency.js';
import { serve } from '../programs/serve.js';
import { countingParser } from './counting-parser.js';

/**
 * How clients come back, and what makes one current again. `bkcrm`: as our SDK does, for ever, by asking for what it missed. `old`: as
 * the replaced front end did, five attempts, and a ticket that is joined anew. `bare`: as the first, with nothing to ask for.
 */
export type Manner = 'bkcrm' | 'old' | 'bare';

export interface HoldSockets {
  open(order: {
    url: string;
    tokens: string[];
    atOnce: number;
    manner: Manner;
  }): Promise<{ milliseconds: number; failed: number }>;
  /** How many are current at this moment. */
  current(order: null): number;
  /** Every connection breaks at the same moment; answers how long each took to be current again, and how many never were. */
  storm(order: null): Promise<{ back: Quantiles; failed: number }>;
}

const patience = 60_000;

const byOurRule = { reconnection: false };
const fiveTimes = { reconnectionAttempts: 5, reconnectionDelay: 1_000, reconnectionDelayMax: 5_000, timeout: 10_000 };

class HeldSocket {
  isCurrent = false;
  private failures = 0;
  private position: { epoch: string; seq: number } | undefined;
  private becameCurrent: (() => void) | undefined;
  private readonly socket: Socket;

  constructor(
    url: string,
    token: string,
    private readonly manner: Manner,
  ) {
    this.socket = io(url, {
      transports: ['websocket'],
      auth: { token },
      forceNew: true,
      autoConnect: false,
      parser: countingParser(() => {}),
      ...(manner === 'old' ? fiveTimes : byOurRule),
    });
    this.socket.on('connect', () => this.catchUp());
    this.socket.on('disconnect', () => this.lose());
    this.socket.on('connect_error', () => this.lose());
    this.socket.on('joined-ticket', () => this.current());
    this.socket.on('head', ({ epoch, seq }: { epoch: string; seq: number }) => {
      if (this.position === undefined) this.current();
      this.position = { epoch, seq };
    });
  }

  connect(): Promise<boolean> {
    const connected = this.whenCurrent();
    this.socket.connect();
    return connected;
  }

  break(): Promise<boolean> {
    const back = this.whenCurrent();
    this.isCurrent = false;
    this.socket.io.engine.close();
    return back;
  }

  private async whenCurrent(): Promise<boolean> {
    const current = new Promise<void>((resolve) => (this.becameCurrent = resolve));
    return Promise.race([current.then(() => true), pause(patience, false, { ref: false })]);
  }

  private lose(): void {
    this.isCurrent = false;
    if (this.manner === 'old') return;
    setTimeout(() => this.socket.connect(), backoffMs(this.failures));
    this.failures += 1;
  }

  private catchUp(): void {
    if (this.manner === 'bare') this.current();
    else if (this.manner === 'old') this.socket.emit('join-ticket', { ticketId: 'any' });
    else if (this.position !== undefined) {
      this.socket.emit('resume', this.position, ({ ok }: { ok: boolean }) => ok && this.current());
    }
  }

  private current(): void {
    this.isCurrent = true;
    this.failures = 0;
    this.becameCurrent?.();
  }
}

const held: HeldSocket[] = [];

async function open({ url, tokens, atOnce, manner }: Parameters<HoldSockets['open']>[0]) {
  const begin = performance.now();
  const waiting = [...tokens];
  let failed = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
        const socket = new HeldSocket(url, token, manner);
        held.push(socket);
        if (!(await socket.connect())) failed += 1;
      }
    }),
  );
  return { milliseconds: performance.now() - begin, failed };
}

async function storm() {
  const latency = new Latency();
  const begin = performance.now();
  const back = await Promise.all(
    held.map(async (socket) => {
      const isBack = await socket.break();
      latency.record(performance.now() - begin);
      return isBack;
    }),
  );
  return { back: latency.quantiles(), failed: back.filter((isBack) => !isBack).length };
}

const current = (): number => held.filter(({ isCurrent }) => isCurrent).length;

serve({ open, current, storm } satisfies HoldSockets);
