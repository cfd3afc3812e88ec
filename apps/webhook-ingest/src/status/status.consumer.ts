import { exchanges, NumberStateObserved } from '@bkcrm/contracts';
import { GatewayTotals, readGatewayStats } from '@bkcrm/gateway-totals';
import { Consume } from '@bkcrm/messaging';
import type { Delivery } from '@bkcrm/messaging';
import { Clock } from '@bkcrm/observability';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { NumberStates } from './domain/number-states.js';

/** Listens to what other services say about themselves, for the pages that ask here. */
@Controller()
export class StatusConsumer {
  constructor(
    private readonly numbers: NumberStates,
    private readonly gateways: GatewayTotals,
    private readonly clock: Clock,
  ) {}

  @Consume({
    queue: {
      name: 'ingest.number-states',
      kind: 'replica',
      bindings: [{ exchange: exchanges.results, key: NumberStateObserved.type }],
    },
    body: NumberStateObserved,
  })
  async onNumberStateObserved(@Payload() delivery: Delivery<NumberStateObserved>): Promise<void> {
    this.numbers.add(delivery.body, this.clock.now());
  }

  @Consume({ queue: { name: 'ingest.signals', kind: 'replica', bindings: [{ exchange: exchanges.signals, key: '' }] } })
  async onSignal(@Payload() delivery: Delivery): Promise<void> {
    const stats = readGatewayStats(delivery.body);
    if (stats) this.gateways.add(stats, this.clock.now());
  }
}
