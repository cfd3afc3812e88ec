import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { IsInt } from 'class-validator';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { IntegrationAudit } from '../../audit/integration-audit.interceptor.js';
import { Requires } from '../../auth/requires.js';
import { problems } from '../../http/problem.js';
import type { Limiter } from '../../limits/limiter.js';
import type { AgentSocket } from '../live-client.js';
import { Command } from './command.decorator.js';
import type { CommandGateway } from './served-command.js';
import { SocketCommands } from './socket-commands.js';

class Numbered {
  @IsInt() number: number;
}

const toNumbered = (payload: unknown): unknown => (typeof payload === 'number' ? { number: payload } : payload);

class Counting implements CommandGateway {
  readonly onCommand = vi.fn();
  readonly onRefused = vi.fn();
  private readonly step = 2;

  @Requires('tickets.read')
  @Command('double')
  async onDouble(_socket: AgentSocket, { number }: Numbered): Promise<number> {
    return number * this.step;
  }

  @Requires('tickets.read')
  @Command('double-bare', toNumbered)
  onDoubleBare(_socket: AgentSocket, { number }: Numbered): number {
    return number * this.step;
  }

  @Requires('messages.send')
  @Command('silent')
  onSilent(): void {}

  @Requires('audit.read')
  @Command('secret')
  onSecret(): string {
    return 'secret';
  }

  @Command('undeclared')
  onUndeclared(): string {
    return 'secret';
  }

  @Requires('tickets.read')
  @Command('broken')
  onBroken(): never {
    throw new TypeError('broken');
  }
}

const take = vi.fn<Limiter['take']>();
const onCommand = vi.fn<IntegrationAudit['onCommand']>();
let gateway: Counting;
let commands: SocketCommands;
let socket: AgentSocket;
let send: (name: string, ...payload: unknown[]) => void;

/** As socket.io calls those who listen to everything. */
function connect(): void {
  const emitter = new EventEmitter();
  const onAny = (listener: (...args: unknown[]) => void) => emitter.on('any', listener);
  const client = { agentId: 'a', agent: { role: 'agent', permissions: null } };
  socket = Object.assign(emitter, { id: 's', data: { client }, onAny }) as unknown as AgentSocket;
  send = (...args) => void emitter.emit('any', ...args);
}

async function ask(name: string, ...payload: unknown[]): Promise<unknown> {
  const acknowledge = vi.fn();
  send(name, ...payload, acknowledge);
  await vi.waitFor(() => expect(acknowledge).toHaveBeenCalled());
  expect(acknowledge).toHaveBeenCalledTimes(1);
  return acknowledge.mock.calls[0]?.[0];
}

beforeEach(() => {
  vi.resetAllMocks();
  connect();
  gateway = new Counting();
  commands = new SocketCommands({ take } as unknown as Limiter, new Reflector(), {
    onCommand,
  } as unknown as IntegrationAudit);
  commands.serve(gateway);
  commands.listenTo(socket);
});

describe('a command of a socket', () => {
  it('is answered by its method, with null when that has nothing to say', async () => {
    expect(await ask('double', { number: 21 })).toEqual({ ok: true, data: 42 });
    expect(await ask('double-bare', 21)).toEqual({ ok: true, data: 42 });
    expect(await ask('silent')).toEqual({ ok: true, data: null });
    expect(take).toHaveBeenLastCalledWith(['socket', 's'], ['agent', 'a']);
    expect(gateway.onCommand).toHaveBeenCalledTimes(3);
    expect(gateway.onRefused).not.toHaveBeenCalled();
  });

  it('needs no acknowledgement', async () => {
    send('double', { number: 'many' });
    await vi.waitFor(() => expect(gateway.onRefused).toHaveBeenCalledTimes(1));
  });

  it.each([
    ['a wrong payload', [{ number: 'many' }]],
    ['a payload with something else in it', [{ number: 1, other: 1 }]],
    ['several payloads', [{ number: 1 }, { number: 2 }]],
    ['a list', [[{ number: 1 }]]],
    ['none', []],
  ])('is refused with %s', async (_what, payload) => {
    const error = expect.objectContaining({ code: 'request.invalid' }) as unknown;
    expect(await ask('double', ...payload)).toEqual({ ok: false, error });
    expect(gateway.onRefused).toHaveBeenCalledWith(socket, 'double', error);
  });

  it('is refused to whoever may not give it, and to everybody when it does not say who may', async () => {
    for (const name of ['secret', 'undeclared'])
      expect(await ask(name)).toMatchObject({ ok: false, error: { code: 'actor.forbidden' } });
  });

  it('is refused before anything else when too many come', async () => {
    take.mockRejectedValue(problems.rateLimited(1_500, {}));
    expect(await ask('secret')).toMatchObject({ ok: false, error: { code: 'rate.limited', retryAfterMs: 1_500 } });
  });

  it('that fails takes no other with it, and tells nobody why', async () => {
    const complain = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    expect(await ask('broken')).toMatchObject({ ok: false, error: { code: 'service.failed' } });
    expect(complain).toHaveBeenCalledTimes(1);
    expect(await ask('double', { number: 1 })).toEqual({ ok: true, data: 2 });
  });

  it('stands in the audit log when it was done and is not only a question', async () => {
    await ask('double', { number: 1 });
    await ask('secret');
    expect(onCommand).not.toHaveBeenCalled();
    await ask('silent');
    expect(onCommand).toHaveBeenCalledWith(socket, 'silent');
  });

  it('that nobody serves is left alone', () => {
    expect([commands.serves('double'), commands.serves('unknown')]).toEqual([true, false]);
    send('unknown');
    expect(take).not.toHaveBeenCalled();
  });
});

describe('a gateway', () => {
  it('cannot have a command of another, nor one whose payload would go unchecked', () => {
    expect(() => commands.serve(new Counting())).toThrow('there are two commands double');
    class Careless {
      @Command('careless')
      onCareless(_socket: AgentSocket, payload: object): object {
        return payload;
      }
    }
    expect(() => commands.serve(new Careless())).toThrow('no class to check it by');
  });
});

describe('a silent socket', () => {
  it('is listened to once, however many commands there are', () => {
    expect((socket as unknown as EventEmitter).listenerCount('any')).toBe(1);
    expect(socket.eventNames()).toEqual(['any']);
  });
});
