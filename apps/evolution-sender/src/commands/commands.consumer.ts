import {
  AdoptNumber,
  DropNumber,
  EndSend,
  exchanges,
  ForgetConversations,
  queues,
  SendMessage,
} from '@bkcrm/contracts';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AdoptNumbers } from '../numbers/adopt-number.js';
import { DropNumbers } from '../numbers/drop-numbers.js';
import { AcceptCommands } from '../sending/accept-commands.js';
import { EndSends } from '../sending/end-sends.js';
import { ForgetConversations as ForgetPeople } from '../forgetting/forget-conversations.js';
import { SendWorkers } from '../sending/send-workers.js';

type Command = SendMessage | EndSend | AdoptNumber | DropNumber | ForgetConversations;

const bodies: ReadonlyMap<string, new () => Command> = new Map<string, new () => Command>([
  [SendMessage.type, SendMessage],
  [EndSend.type, EndSend],
  [AdoptNumber.type, AdoptNumber],
  [DropNumber.type, DropNumber],
  [ForgetConversations.type, ForgetConversations],
]);

/** The ticket service's orders. They are acknowledged once they are in our own tables; nothing waits in the broker. */
@Controller()
export class CommandsConsumer {
  constructor(
    private readonly acceptCommands: AcceptCommands,
    private readonly endSends: EndSends,
    private readonly adoptNumbers: AdoptNumbers,
    private readonly dropNumbers: DropNumbers,
    private readonly forget: ForgetPeople,
    private readonly workers: SendWorkers,
  ) {}

  @ConsumeBatch({
    queue: {
      name: queues.senderCommands,
      bindings: [...bodies.keys()].map((key) => ({ exchange: exchanges.commands, key })),
    },
    types: [...bodies.keys()],
    size: 200,
    milliseconds: 2,
    apart: 20,
  })
  async onCommands(@Payload() batch: Delivery[]): Promise<BatchOutcome> {
    const read = batch.map((delivery) => ({ delivery, command: readCommand(delivery) }));
    const commands = read.flatMap(({ command }) => command ?? []);
    await this.adoptNumbers.execute(commands.filter((command) => command instanceof AdoptNumber));
    const sends = read.flatMap(({ command, delivery: { traceparent } }) =>
      command instanceof SendMessage ? [Object.assign(command, { traceparent })] : [],
    );
    await this.acceptCommands.execute(sends);
    await this.endSends.execute(commands.filter((command) => command instanceof EndSend));
    await this.dropNumbers.execute(commands.filter((command) => command instanceof DropNumber));
    await this.forget.accept(commands.filter((command) => command instanceof ForgetConversations));
    this.workers.wake(sends.map(({ numberId }) => numberId));
    const invalid = read.filter(({ command }) => command === undefined);
    return { deadLetter: invalid.map(({ delivery }) => ({ delivery, reason: 'invalid' })) };
  }
}

/** Undefined when it is neither a valid command nor of a known type. */
function readCommand(delivery: Delivery): Command | undefined {
  const body = bodies.get(delivery.type);
  if (body === undefined) return undefined;
  const command = plainToInstance(body, delivery.body);
  return command instanceof body && validateSync(command).length === 0 ? command : undefined;
}
