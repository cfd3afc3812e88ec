import { exchanges, NumberStateObserved, queues } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { UpdateNumberState } from './update-number-state.js';

@Controller()
export class NumberStatesConsumer {
  constructor(private readonly updateNumberState: UpdateNumberState) {}

  @Consume({
    queue: {
      name: queues.ticketNumberStates,
      bindings: [{ exchange: exchanges.results, key: NumberStateObserved.type }],
    },
    body: NumberStateObserved,
  })
  async onNumberStateObserved(@Payload() delivery: Delivery<NumberStateObserved>): Promise<void> {
    await this.updateNumberState.execute(delivery.body);
  }
}
