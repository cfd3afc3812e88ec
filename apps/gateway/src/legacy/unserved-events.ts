import { Injectable } from '@nestjs/common';
import { toProblem } from '../http/to-problem.js';
import { Limiter } from '../limits/limiter.js';
import type { Acknowledgement } from '../realtime/acknowledge.interceptor.js';
import type { AgentSocket } from '../realtime/live-client.js';
import { refuse } from './domain/refusal.js';
import { legacyProblems } from './legacy-problems.js';

/** As much of an unknown event's name as is said back. */
const longestName = 100;

/** Events that nobody serves, of the old front end's further dialects above all, are answered instead of met with silence. */
@Injectable()
export class UnservedEvents {
  constructor(private readonly limiter: Limiter) {}

  watch(socket: AgentSocket): void {
    socket.onAny((event: unknown, ...payload: unknown[]) => {
      const name = String(event);
      if (socket.listenerCount(name) === 0) void this.refuse(socket, name.slice(0, longestName), payload.at(-1));
    });
  }

  private async refuse(socket: AgentSocket, event: string, acknowledge: unknown): Promise<void> {
    const { code, message, extra } = await this.problemOf(socket, event);
    const { retryAfterMs } = extra;
    const error = { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    socket.emit('error', refuse(event, error));
    if (typeof acknowledge === 'function') acknowledge({ ok: false, error } satisfies Acknowledgement);
  }

  private async problemOf(socket: AgentSocket, event: string): Promise<ReturnType<typeof toProblem>> {
    try {
      await this.limiter.take(['socket', socket.id], ['agent', socket.data.client.agentId]);
      return legacyProblems.notServed(event);
    } catch (error) {
      return toProblem(error);
    }
  }
}
