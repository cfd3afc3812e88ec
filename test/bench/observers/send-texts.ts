import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventFrame, MessageResource } from '@bkcrm/contracts';
import { now } from '../measure/clock.js';
import { Latency } from '../measure/latency.js';
import type { SampledSocket } from './sampled-socket.js';

export interface SendOrder {
  /** Stands in every text. */
  round: number;
  count: number;
  /** A second. */
  rate: number;
}

export interface SendResult {
  sent: number;
  /** Acknowledged by the gateway: they will leave or their agent is told. */
  taken: number;
  refused: number;
  /** Shown to their agents as taken by WhatsApp. */
  left: number;
  taking: string;
  leaving: string;
}

const patience = 60_000;
const leftStatuses = new Set(['sent', 'delivered', 'read', 'played']);

/** Posts on schedule, whatever the answers do. */
export async function sendTexts(agents: SampledSocket[], { round, count, rate }: SendOrder): Promise<SendResult> {
  const [taking, leaving] = [new Latency(), new Latency()];
  const waiting = new Map<string, number>();
  let taken = 0;
  let refused = 0;
  const look = ({ items }: EventFrame): void => {
    for (const { type, data } of items) {
      const { text, status } = data as MessageResource;
      const intended = type === 'message.updated' && text !== null ? waiting.get(text) : undefined;
      if (intended === undefined || text === null || !leftStatuses.has(status)) continue;
      waiting.delete(text);
      leaving.record(now() - intended);
    }
  };
  for (const { socket } of agents) socket.on('events', look);
  const tickets = agents.map((agent) => [...agent.tickets]);
  const begin = now();
  for (let index = 0; index < count; index += 1) {
    const intended = begin + (index * 1_000) / rate;
    if (intended > now()) await pause(intended - now());
    const which = index % agents.length;
    const own = tickets[which] ?? [];
    const ticketId = own[Math.floor(index / agents.length) % own.length];
    const text = `send ${round} ${process.pid} ${index}`;
    waiting.set(text, intended);
    agents[which]?.socket.emit(
      'message:send',
      { ticketId, clientId: randomUUID(), text },
      ({ ok }: { ok: boolean }) => {
        taking.record(now() - intended);
        if (ok) taken += 1;
        else refused += 1;
        if (!ok) waiting.delete(text);
      },
    );
  }
  for (const until = now() + patience; waiting.size > 0 && now() < until;) await pause(50);
  for (const { socket } of agents) socket.off('events', look);
  const left = count - refused - waiting.size;
  return { sent: count, taken, refused, left, taking: taking.encode(), leaving: leaving.encode() };
}
