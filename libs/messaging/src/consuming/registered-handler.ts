import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Delivery } from '../messages.js';
import type { NamedHandler } from './check-handlers.js';
import { patternOf } from './handler-definition.js';

export interface RegisteredHandler extends NamedHandler {
  pattern: string;
  /** Calls the method through Nest's guards, interceptors and pipes. `@Payload()` is the first, `@Ctx()` the second argument. */
  call: (payload: unknown, context?: Delivery) => Promise<unknown>;
}

/** @throws when the handler was not made by a decorator of this library */
export function registeredHandler(callback: MessageHandler, extras: object | undefined): RegisteredHandler {
  const { name, definition } = (extras ?? {}) as Partial<NamedHandler>;
  if (name === undefined || definition === undefined)
    throw new Error('only methods decorated with @Consume, @ConsumeBatch or @HandleRequest can take broker messages');
  return {
    name,
    definition,
    pattern: patternOf(definition),
    call: async (payload, context) => {
      const result: unknown = await callback(payload, context);
      return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
    },
  };
}
