import { exchanges, NumberHealthObserved, NumberStateObserved, queues } from '@bkcrm/contracts';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { UpdateNumberHealth } from './update-number-health.js';
import { UpdateNumberState } from './update-number-state.js';

@Controller()
export class NumberStatesConsumer {
  constructor(
    private readonly updateNumberState: UpdateNumberState,
    private readonly updateNumberHealth: UpdateNumberHealth,
  ) {}

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

  @Consume({
    queue: {
      name: queues.ticketNumberHealth,
      bindings: [{ exchange: exchanges.results, key: NumberHealthObserved.type }],
    },
    body: NumberHealthObserved,
  })
  async onNumberHealthObserved(@Payload() delivery: Delivery<NumberHealthObserved>): Promise<void> {
    await this.updateNumberHealth.execute(delivery.body);
  }
}
