import { createParamDecorator } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { HttpRequest } from './http.js';
import { problems } from './problem.js';

/** The header `Idempotency-Key`, a UUID: the same key makes the same thing once, however often it is sent. */
export const IdempotencyKey = createParamDecorator((_data: undefined, context): string | undefined => {
  const key = context.switchToHttp().getRequest<HttpRequest>().headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!isUUID(key)) throw problems.invalidRequest({ 'Idempotency-Key': ['Idempotency-Key must be a UUID'] });
  return String(key).toLowerCase();
});
