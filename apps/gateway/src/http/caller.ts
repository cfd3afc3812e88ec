import { createParamDecorator } from '@nestjs/common';
import type { HttpRequest } from './http.js';

/** Where a call comes from, for the audit log and the list of sessions. */
export interface Caller {
  /** As far as the trusted proxies tell. */
  address: string;
  userAgent: string | null;
}

export function callerOf(request: HttpRequest): Caller {
  return { address: request.ip ?? '', userAgent: request.headers['user-agent']?.slice(0, 300) ?? null };
}

export const CallerOf = createParamDecorator((_data: undefined, context): Caller =>
  callerOf(context.switchToHttp().getRequest<HttpRequest>()),
);
