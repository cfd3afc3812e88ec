import { SetMetadata } from '@nestjs/common';

const key = 'bkcrm:command';

interface Declaration {
  name: string;
  read: (payload: unknown) => unknown;
}

/**
 * A client calls the method by sending this event. The method gets the socket, and the payload as the class of its second parameter
 * says; what it returns is the answer. Not Nest's `@SubscribeMessage`: see SocketCommands.
 * @param read makes of what came what the class describes, before that is checked
 */
export const Command = (name: string, read: Declaration['read'] = (payload) => payload): MethodDecorator =>
  SetMetadata(key, { name, read } satisfies Declaration);

/** What a method has been declared to be; undefined for one that is no command. */
export function declarationOf(method: object): Declaration | undefined {
  return Reflect.getMetadata(key, method) as Declaration | undefined;
}
