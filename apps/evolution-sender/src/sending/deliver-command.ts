import { classifyDatabaseError } from '@bkcrm/database';
import { failpoint } from '@bkcrm/observability';
import { Injectable, Logger } from '@nestjs/common';
import { describeExchange } from '../evolution-api/domain/exchange.js';
import { EvolutionApi } from '../evolution-api/evolution-api.js';
import { SenderMetrics } from '../metrics/sender-metrics.js';
import { ObserveNumberState } from '../numbers/observe-number-state.js';
import type { ClaimedCommand } from './claim-command.js';
import { classifySend } from './domain/classify-send.js';
import type { SendOutcome } from './domain/classify-send.js';
import { SettleCommand } from './settle-command.js';

const settleAgainMs = 1_000;

/** Calls Evolution for a claimed command, once, and settles it. */
@Injectable()
export class DeliverCommand {
  private readonly logger = new Logger(DeliverCommand.name);

  constructor(
    private readonly api: EvolutionApi,
    private readonly settleCommand: SettleCommand,
    private readonly observe: ObserveNumberState,
    private readonly metrics: SenderMetrics,
  ) {}

  async execute(command: ClaimedCommand): Promise<void> {
    await failpoint('s2');
    await failpoint('s3');
    const exchange = await this.api.sendText(command.instanceName, command);
    await failpoint('s4');
    const outcome = classifySend(exchange);
    const detail = describeExchange(exchange);
    this.metrics.countSend(outcome.kind);
    if (outcome.kind !== 'sent') {
      const { numberId, id: commandId, attemptId } = command;
      this.logger.warn(`send ${outcome.kind}`, {
        numberId,
        commandId,
        attemptId,
        detail,
        ...('pause' in outcome ? outcome.pause : {}),
      });
    }
    await this.settle(command, outcome, detail);
    // What went wrong may be the connection's fault: the number waits until Evolution says that it is open.
    if ('pause' in outcome && outcome.pause.reason !== 'rate-limited')
      await this.observe
        .execute(command.numberId)
        .catch((error: unknown) => this.logger.warn('state not observed', error));
  }

  /** The answer is known only here: a database that is away is waited for. */
  private async settle(command: ClaimedCommand, outcome: SendOutcome, detail: string): Promise<void> {
    for (;;) {
      try {
        await this.settleCommand.execute(command, outcome, detail);
        return;
      } catch (error) {
        if (classifyDatabaseError(error) === 'data') throw error;
        this.logger.warn('not settled yet', { commandId: command.id }, error);
        await new Promise((resolve) => setTimeout(resolve, settleAgainMs));
      }
    }
  }
}
