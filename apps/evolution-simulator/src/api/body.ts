import { createParamDecorator, Injectable } from '@nestjs/common';
import type { ExecutionContext, PipeTransform } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import { Store } from '../state/store.js';
import { ApiError, badRequest } from './api-error.js';
import type { Schema } from './domain/schema.js';
import { violations } from './domain/schema.js';

/** Checks a body against a schema of Evolution's; a body that is not read as JSON counts as empty. */
export class SchemaPipe implements PipeTransform {
  constructor(private readonly schema: Schema) {}

  transform(body: unknown): unknown {
    const value = body ?? {};
    const found = violations(value, this.schema);
    if (found.length > 0) throw badRequest(found);
    return value;
  }
}

/** The instance named in the path; the guard has made sure that it exists. */
@Injectable()
export class InstancePipe implements PipeTransform<string, Instance> {
  constructor(private readonly store: Store) {}

  transform(name: string): Instance {
    const instance = this.store.instance(name);
    if (instance === undefined) throw new ApiError(404, [`The "${name}" instance does not exist`]);
    return instance;
  }
}

/** The body, whatever it is: Nest's own decorator turns none into undefined, Evolution into an empty object. */
export const AnyBody = createParamDecorator((_: unknown, context: ExecutionContext): Record<string, unknown> => {
  const { body } = context.switchToHttp().getRequest<{ body?: Record<string, unknown> }>();
  return body ?? {};
});
