import { Injectable } from '@nestjs/common';
import { Limiter } from '../limits/limiter.js';
import { commandError } from '../realtime/commands/acknowledgement.js';
import type { Acknowledgement, CommandError } from '../realtime/commands/acknowledgement.js';
import { SocketCommands } from '../realtime/commands/socket-commands.js';
import type { AgentSocket } from '../realtime/live-client.js';
import { refuse } from './domain/refusal.js';
import { legacyProblems } from './legacy-problems.js';

/** As much of an unknown event's name as is said back. */
const longestName = 100;

/** Events that nobody serves, of the old front end's further dialects above all, are answered instead of met with silence. */
@Injectable()
export class UnservedEvents {
  constructor(
    private readonly limiter: Limiter,
    private readonly commands: SocketCommands,
  ) {}

  watch(socket: AgentSocket): void {
    socket.onAny((event: unknown, ...payload: unknown[]) => {
      const name = String(event);
      if (!this.commands.serves(name)) void this.refuse(socket, name.slice(0, longestName), payload.at(-1));
    });
  }

  private async refuse(socket: AgentSocket, event: string, acknowledge: unknown): Promise<void> {
    const error = await this.errorOf(socket, event);
    socket.emit('error', refuse(event, error));
    if (typeof acknowledge === 'function') acknowledge({ ok: false, error } satisfies Acknowledgement);
  }

  private async errorOf(socket: AgentSocket, event: string): Promise<CommandError> {
    try {
      await this.limiter.take(['socket', socket.id], ['agent', socket.data.client.agentId]);
      return commandError(legacyProblems.notServed(event));
    } catch (error) {
      return commandError(error);
    }
  }
}
