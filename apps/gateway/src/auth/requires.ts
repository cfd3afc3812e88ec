import type { Permission } from '@bkcrm/permissions';
import { SetMetadata } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

const key = 'bkcrm:requires';

/** What a route or command needs of its caller. */
export type Requirement = Permission | 'nothing';

/** Whoever calls it must have this permission. A route or command without such a declaration is refused to everybody. */
export const Requires = (permission: Permission): ClassDecorator & MethodDecorator => SetMetadata(key, permission);

/** Anyone may call it, also without a token. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(key, 'nothing');

/** What a method of a class has declared, or the class for all of them. */
export function requirementOf(
  reflector: Reflector,
  ...declaring: [method: Parameters<Reflector['get']>[1], type: Type]
): Requirement | undefined {
  return reflector.getAllAndOverride<Requirement | undefined>(key, declaring);
}
