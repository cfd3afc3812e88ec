import { may } from '@bkcrm/permissions';
import { traced } from '@bkcrm/tracing';
import { Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { IntegrationAudit } from '../../audit/integration-audit.interceptor.js';
import { problems } from '../../http/problem.js';
import { toProblem } from '../../http/to-problem.js';
import { createValidation } from '../../http/validation.js';
import { Limiter } from '../../limits/limiter.js';
import type { AgentSocket } from '../live-client.js';
import { commandError } from './acknowledgement.js';
import type { Acknowledgement } from './acknowledgement.js';
import { commandsOf } from './served-command.js';
import type { ServedCommand } from './served-command.js';

type Acknowledge = (answer: Acknowledgement) => void;

/**
 * Every command of a socket is answered: with its result when the client may give it, or with the same error that HTTP would give. What
 * holds for all commands is done here, instead of by guards, interceptors and pipes: Nest would lead each command through those of HTTP
 * as well, and wrap every one of them in observables.
 */
@Injectable()
export class SocketCommands {
  private readonly logger = new Logger(SocketCommands.name);
  private readonly commands = new Map<string, ServedCommand>();
  private readonly validation = createValidation();

  constructor(
    private readonly limiter: Limiter,
    private readonly reflector: Reflector,
    private readonly audit: IntegrationAudit,
  ) {}

  /** From now on the commands of this gateway are answered. */
  serve(gateway: object): void {
    for (const command of commandsOf(gateway, this.reflector)) {
      if (this.serves(command.name)) throw new Error(`there are two commands ${command.name}`);
      this.commands.set(command.name, command);
    }
  }

  serves(name: string): boolean {
    return this.commands.has(name);
  }

  /** Answers whatever commands the socket sends. */
  listenTo(socket: AgentSocket): void {
    socket.onAny((name: string, ...received: unknown[]) => {
      const command = this.commands.get(name);
      if (command !== undefined) void this.answer(command, socket, received);
    });
  }

  private async answer(command: ServedCommand, socket: AgentSocket, received: unknown[]): Promise<void> {
    try {
      const last = received.at(-1);
      const acknowledge = typeof last === 'function' ? (last as Acknowledge) : undefined;
      const given = acknowledge === undefined ? received : received.slice(0, -1);
      const payload = given.length > 1 ? given : given[0];
      command.gateway.onCommand?.(socket);
      const facts = { kind: 'SERVER', begins: true } as const;
      const answer = await traced(`socket ${command.name}`, facts, () => this.execute(command, socket, payload));
      if (!answer.ok) command.gateway.onRefused?.(socket, command.name, answer.error);
      acknowledge?.(answer);
    } catch (error) {
      this.logger.error('a command could not be answered', error, { command: command.name });
    }
  }

  private async execute(command: ServedCommand, socket: AgentSocket, payload: unknown): Promise<Acknowledgement> {
    const { name, requirement } = command;
    const { client } = socket.data;
    try {
      await this.limiter.take(['socket', socket.id], ['agent', client.agentId]);
      const isAllowed = requirement === 'nothing' || (requirement !== undefined && may(client.agent, requirement));
      if (!isAllowed) throw problems.forbidden(requirement);
      const data = await command.call(socket, await this.check(command, payload));
      if (!requirement.endsWith('.read')) this.audit.onCommand(socket, name);
      return { ok: true, data: data ?? null };
    } catch (error) {
      const { code, status, extra } = toProblem(error);
      if (status >= 500) this.logger.error('a command failed', extra.cause ?? error, { code });
      return { ok: false, error: commandError(error) };
    }
  }

  /** @throws Problem `request.invalid` */
  private async check({ payload: metatype, read }: ServedCommand, payload: unknown): Promise<unknown> {
    if (metatype === undefined) return undefined;
    return this.validation.transform(read(payload), { type: 'body', metatype });
  }
}
