import type { KnownAgent, Principal } from '@bkcrm/read-model';
import { createParamDecorator } from '@nestjs/common';
import type { Authenticated } from './authentication.js';
import type { HttpRequest } from '../http/http.js';
import { problems } from '../http/problem.js';

/** Who makes the request and by which token, as AccessGuard found them. */
export const CurrentAccess = createParamDecorator((_data: undefined, context): Authenticated =>
  accessOf(context.switchToHttp().getRequest<HttpRequest>()),
);

/** The agent who makes the request. */
export const CurrentAgent = createParamDecorator(
  (_data: undefined, context): KnownAgent => accessOf(context.switchToHttp().getRequest<HttpRequest>()).agent,
);

/** The same, as the read model asks for it. */
export const CurrentPrincipal = createParamDecorator((_data: undefined, context): Principal =>
  toPrincipal(accessOf(context.switchToHttp().getRequest<HttpRequest>()).agent),
);

function accessOf({ access }: HttpRequest): Authenticated {
  if (access === undefined) throw problems.unauthenticated();
  return access;
}

export function toPrincipal({ id, role, permissions, everywhere, departmentIds }: KnownAgent): Principal {
  return { agentId: id, role, permissions, everywhere, departmentIds };
}
