import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from '@nestjs/common';
import { isPlainlyValid } from './plain-validity.js';
import { problems } from './problem.js';

/** Most of what comes is as it should be, and is not put through the search for what is wrong. */
class Validation extends ValidationPipe {
  protected override validate(...[object, options]: Parameters<ValidationPipe['validate']>) {
    return isPlainlyValid(object) ? [] : super.validate(object, options);
  }
}

/** Checks everything that comes from outside, over HTTP and over sockets alike. */
export function createValidation(): ValidationPipe {
  return new Validation({
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
