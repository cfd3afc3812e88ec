import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { Latency } from '../measure/latency.js';
import { serve } from '../programs/serve.js';
import { countingParser } from './counting-parser.js';
import { SampledSocket } from './sampled-socket.js';
import { sendTexts } from './send-texts.js';
import type { SendOrder, SendResult } from './send-texts.js';

export interface Seat {
  token: string;
  department: number;
  /** Whether it reads and times every event, or only counts. */
  sampled: boolean;
  /** Whether its agent is the one who answers. */
  answers: boolean;
}

export interface Sighting {
  /** What the worst informed sampled socket of each department has seen of the round. */
  seen: Record<number, number>;
  repeated: number;
  gaps: number;
  /** New messages that sockets which only count have got, of any round; by department. */
  counted: Record<number, { least: number; most: number }>;
  connected: number;
  answers: SampledSocket['answers'];
}

export interface WatchSockets {
  /** Connects so many at once; resolves when all are. */
  connect(order: { url: string; seats: Seat[]; atOnce: number }): Promise<{ milliseconds: number }>;
  begin(order: { round: number; answerEvery: number }): void;
  look(order: null): Sighting;
  /** All sampled sockets' latencies. */
  latencies(order: null): string;
  /** Agents send so many texts a second altogether, to the tickets of their departments in turn. */
  send(order: SendOrder): Promise<SendResult>;
}

interface CountingSocket {
  department: number;
  counted: number;
}

const patience = 60_000;
const sockets: Socket[] = [];
const sampled: SampledSocket[] = [];
const counting: CountingSocket[] = [];

async function connect({ url, seats, atOnce }: { url: string; seats: Seat[]; atOnce: number }) {
  const begin = performance.now();
  const waiting = [...seats];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let seat = waiting.shift(); seat !== undefined; seat = waiting.shift()) await open(url, seat);
    }),
  );
  return { milliseconds: performance.now() - begin };
}

async function open(url: string, { token, department, sampled: isSampled, answers }: Seat): Promise<void> {
  const counter: CountingSocket = { department, counted: 0 };
  const socket = io(url, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    autoConnect: false,
    reconnectionDelay: 200,
    reconnectionDelayMax: 1_000,
    ...(!isSampled && { parser: countingParser((messages) => (counter.counted += messages)) }),
  });
  sockets.push(socket);
  if (isSampled) sampled.push(new SampledSocket(socket, { department, answers }));
  else counting.push(counter);
  const opened = new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.on('connect_error', () => setTimeout(() => socket.connect(), 500));
  socket.connect();
  const isOpen = await Promise.race([opened.then(() => true), pause(patience, false, { ref: false })]);
  if (!isOpen) throw new Error(`no connection to ${url} within ${patience / 1_000} s`);
}

function begin({ round, answerEvery }: { round: number; answerEvery: number }): void {
  for (const socket of sampled) socket.begin(round, answerEvery);
  for (const socket of counting) socket.counted = 0;
}

const sum = (of: (socket: SampledSocket) => number): number => sampled.reduce((total, one) => total + of(one), 0);

function look(): Sighting {
  const seen: Record<number, number> = {};
  for (const socket of sampled) {
    seen[socket.department] = Math.min(seen[socket.department] ?? Infinity, socket.seen.size);
  }
  const counted: Sighting['counted'] = {};
  for (const { department, counted: count } of counting) {
    const known = (counted[department] ??= { least: count, most: count });
    known.least = Math.min(known.least, count);
    known.most = Math.max(known.most, count);
  }
  return {
    seen,
    repeated: sum(({ repeated }) => repeated),
    gaps: sum(({ gaps }) => gaps),
    counted,
    connected: sockets.filter(({ connected }) => connected).length,
    answers: {
      sent: sum(({ answers }) => answers.sent),
      taken: sum(({ answers }) => answers.taken),
      refused: sum(({ answers }) => answers.refused),
      delivered: sum(({ answers }) => answers.delivered),
    },
  };
}

function latencies(): string {
  const all = new Latency();
  for (const { latency } of sampled) all.add(latency.encode());
  return all.encode();
}

const send = (order: SendOrder): Promise<SendResult> =>
  sendTexts(
    sampled.filter(({ answersForDepartment }) => answersForDepartment),
    order,
  );

serve({ connect, begin, look, latencies, send } satisfies WatchSockets);
