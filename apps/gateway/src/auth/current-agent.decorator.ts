import type { KnownAgent, Principal } from '@bkcrm/read-model';
import { createParamDecorator } from '@nestjs/common';
import type { HttpRequest } from '../http/http.js';
import { problems } from '../http/problem.js';

/** The agent who makes the request, as AccessGuard found them. */
export const CurrentAgent = createParamDecorator((_data: undefined, context): KnownAgent => {
  const { agent } = context.switchToHttp().getRequest<HttpRequest>();
  if (agent === undefined) throw problems.unauthenticated();
  return agent;
});

/** The same, as the read model asks for it. */
export const CurrentPrincipal = createParamDecorator((_data: undefined, context): Principal => {
  const { agent } = context.switchToHttp().getRequest<HttpRequest>();
  if (agent === undefined) throw problems.unauthenticated();
  return toPrincipal(agent);
});

export function toPrincipal({ id, role, departmentIds }: KnownAgent): Principal {
  return { agentId: id, role, departmentIds };
}
