import type { Permission } from '@bkcrm/permissions';
import { SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

const key = 'bkcrm:requires';

/** What a route or command needs of its caller. */
export type Requirement = Permission | 'nothing';

/** Whoever calls it must have this permission. A route or command without such a declaration is refused to everybody. */
export const Requires = (permission: Permission): ClassDecorator & MethodDecorator => SetMetadata(key, permission);

/** Anyone may call it, also without a token. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(key, 'nothing');

export function requirementOf(reflector: Reflector, context: ExecutionContext): Requirement | undefined {
  return reflector.getAllAndOverride<Requirement | undefined>(key, [context.getHandler(), context.getClass()]);
}
