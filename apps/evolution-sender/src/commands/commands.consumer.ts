import { AdoptNumber, exchanges, queues, SendMessage } from '@bkcrm/contracts';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AdoptNumbers } from '../numbers/adopt-numbers.js';
import { StoreCommands } from './store-commands.js';

type Command = SendMessage | AdoptNumber;

@Controller()
export class CommandsConsumer {
  constructor(
    private readonly storeCommands: StoreCommands,
    private readonly adoptNumbers: AdoptNumbers,
  ) {}

  @ConsumeBatch({
    queue: {
      name: queues.senderCommands,
      bindings: [SendMessage, AdoptNumber].map(({ type }) => ({ exchange: exchanges.commands, key: type })),
    },
    size: 200,
    milliseconds: 5,
  })
  async onCommands(@Payload() batch: Delivery[]): Promise<BatchOutcome> {
    const read = batch.map((delivery) => ({ delivery, command: readCommand(delivery) }));
    const commands = read.flatMap(({ command }) => command ?? []);
    await this.adoptNumbers.execute(commands.filter((command) => command instanceof AdoptNumber));
    await this.storeCommands.execute(commands.filter((command) => command instanceof SendMessage));
    const invalid = read.filter(({ command }) => command === undefined);
    return { deadLetter: invalid.map(({ delivery }) => ({ delivery, reason: 'invalid' })) };
  }
}

/** Undefined for what is neither, or does not pass validation. */
function readCommand({ type, body }: Delivery): Command | undefined {
  const command: Command | undefined =
    type === SendMessage.type
      ? plainToInstance(SendMessage, body)
      : type === AdoptNumber.type
        ? plainToInstance(AdoptNumber, body)
        : undefined;
  return command instanceof Object && validateSync(command).length === 0 ? command : undefined;
}
