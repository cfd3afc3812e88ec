import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from '@nestjs/common';
import { problems } from './problem.js';

/** Checks everything that comes from outside, over HTTP and over sockets alike. */
export function createValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => problems.invalidRequest(Object.fromEntries(errors.flatMap((error) => fields(error)))),
  });
}

function fields(error: ValidationError, path = ''): [string, string[]][] {
  const name = path === '' ? error.property : `${path}.${error.property}`;
  const own: [string, string[]][] = error.constraints === undefined ? [] : [[name, Object.values(error.constraints)]];
  return [...own, ...(error.children ?? []).flatMap((child) => fields(child, name))];
}
