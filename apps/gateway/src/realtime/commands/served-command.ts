import type { Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { requirementOf } from '../../auth/requires.js';
import type { Requirement } from '../../auth/requires.js';
import type { AgentSocket } from '../live-client.js';
import { declarationOf } from './command.decorator.js';
import type { CommandError } from './acknowledgement.js';

/** A class some of whose methods are commands. */
export interface CommandGateway {
  /** One of its commands came. */
  onCommand?(socket: AgentSocket): void;
  /** One of its commands was refused. Whoever asked to be answered is told besides. */
  onRefused?(socket: AgentSocket, command: string, error: CommandError): void;
}

type Method = (socket: AgentSocket, payload?: unknown) => unknown;

export interface ServedCommand {
  readonly name: string;
  readonly gateway: CommandGateway;
  readonly requirement: Requirement | undefined;
  /** What the payload must be; undefined for a command that has none. */
  readonly payload: Type | undefined;
  readonly read: (payload: unknown) => unknown;
  readonly call: Method;
}

/** The commands of a gateway, as the decorators have noted them. */
export function commandsOf(gateway: CommandGateway, reflector: Reflector): ServedCommand[] {
  const type = gateway.constructor as Type;
  const prototype = type.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((key) => {
    const method = prototype[key];
    const declaration = typeof method === 'function' ? declarationOf(method) : undefined;
    if (declaration === undefined) return [];
    const requirement = requirementOf(reflector, method as Method, type);
    const call = (method as Method).bind(gateway);
    return [{ ...declaration, gateway, requirement, payload: payloadOf(prototype, key), call }];
  });
}

/** @throws Error for a payload that is described by no class: it would be let in unchecked */
function payloadOf(prototype: object, key: string): Type | undefined {
  const [, payload] = Reflect.getMetadata('design:paramtypes', prototype, key) as (Type | undefined)[];
  if (payload === Object) throw new Error(`the payload of ${key} has no class to check it by`);
  return payload;
}
