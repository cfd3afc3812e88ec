import { exchanges, queues, SendResult } from '@bkcrm/contracts';
import { ConsumeBatch } from '@bkcrm/messaging';
import type { BatchOutcome, Delivery } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ApplyActResults } from './acts/apply-act-results.js';
import { ApplySendResults } from './apply-send-results.js';

const isValid = (result: SendResult): boolean => result instanceof SendResult && validateSync(result).length === 0;

@Controller()
export class SendResultsConsumer {
  constructor(
    private readonly applyResults: ApplySendResults,
    private readonly applyActResults: ApplyActResults,
  ) {}

  @ConsumeBatch({
    queue: { name: queues.ticketSendResults, bindings: [{ exchange: exchanges.results, key: SendResult.type }] },
    types: [SendResult.type],
    size: 200,
    milliseconds: 2,
    apart: 20,
  })
  async onSendResults(@Payload() batch: Delivery[]): Promise<BatchOutcome> {
    const read = batch.map((delivery) => ({ delivery, result: plainToInstance(SendResult, delivery.body) }));
    const invalid = read.filter(({ result }) => !isValid(result));
    const valid = read.filter((entry) => !invalid.includes(entry));
    const results = valid.map(({ result }) => result);
    const traces = valid.flatMap(({ result, delivery: { traceparent } }) =>
      traceparent === undefined ? [] : [[result.commandId, traceparent] as const],
    );
    await this.applyResults.execute(results, new Map(traces));
    await this.applyActResults.execute(results);
    return { deadLetter: invalid.map(({ delivery }) => ({ delivery, reason: 'invalid' })) };
  }
}
