import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { now } from '../measure/clock.js';
import { Latency } from '../measure/latency.js';
import type { Quantiles } from '../measure/latency.js';
import { serve } from '../programs/serve.js';

export interface OpenChat {
  token: string;
  ticketId: string;
}

export interface PollChats {
  open(order: { url: string; chats: OpenChat[] }): Promise<null>;
  /** Every chat asks for its messages every so many milliseconds, whether it was answered or not. */
  poll(order: { every: number; seconds: number }): Promise<{ asked: number; answered: number; latency: Quantiles }>;
}

const atOnce = 25;
/** Answers that come later are missed. */
const grace = 5_000;

type Ask = (answered: () => void) => void;
const asks: Ask[] = [];

/** As the chat window of the replaced front end does: it joins, and shows what it is answered at once. */
async function openOne(url: string, { token, ticketId }: OpenChat): Promise<void> {
  const socket = io(url, { transports: ['websocket'], auth: { token, dialect: 'legacy' }, forceNew: true });
  const waiting: (() => void)[] = [];
  socket.on('messages-loaded', () => waiting.shift()?.());
  const joined = new Promise<void>((resolve) => socket.once('joined-ticket', () => resolve()));
  socket.on('connect', () => socket.emit('join-ticket', { ticketId, userId: 'somebody' }));
  await joined;
  const ask: Ask = (answered) => {
    waiting.push(answered);
    socket.emit('request-messages', { ticketId, limit: 50 });
  };
  await new Promise<void>(ask);
  asks.push(ask);
}

async function open({ url, chats }: { url: string; chats: OpenChat[] }): Promise<null> {
  const waiting = [...chats];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let chat = waiting.pop(); chat !== undefined; chat = waiting.pop()) await openOne(url, chat);
    }),
  );
  return null;
}

async function poll({ every, seconds }: { every: number; seconds: number }) {
  const latency = new Latency();
  const begin = now();
  const interval = every / asks.length;
  const total = Math.round((seconds * 1_000) / interval);
  let answered = 0;
  for (let asked = 0; asked < total; asked += 1) {
    const intended = begin + asked * interval;
    if (intended > now()) await pause(intended - now());
    asks[asked % asks.length]?.(() => {
      answered += 1;
      latency.record(now() - intended);
    });
  }
  await pause(Math.min(grace, every));
  return { asked: total, answered, latency: latency.quantiles() };
}

serve({ open, poll } satisfies PollChats);
