import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { Injectable } from '@nestjs/common';
import { field } from '../evolution-api/domain/exchange.js';
import { EvolutionApi } from '../evolution-api/evolution-api.js';
import { looksAtMost, secondsToNextLook } from '../sending/domain/looks.js';
import { matchEchoes } from './domain/match-echoes.js';
import { readSentMessage } from './domain/read-sent-message.js';
import type { SentMessage } from './domain/read-sent-message.js';
import { possibleJids } from './domain/same-recipient.js';
import { settleAsSent } from './settle-as-sent.js';
import { findOpenCommands } from './settle-by-echoes.js';

interface UnknownCommand {
  id: string;
  numberId: string;
  instanceName: string;
  recipient: string;
  text: string;
  looks: number;
}

/** WhatsApp gives whole seconds, by the clock of Evolution's machine. */
const clockToleranceMs = 30_000;
const askAgainSeconds = 10;

/** Looks in Evolution's store for messages of which nobody knows whether they went out. They are never sent again from here. */
@Injectable()
export class LookForUnknown {
  constructor(
    private readonly database: Database,
    private readonly api: EvolutionApi,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  async execute(numberIds: string[]): Promise<void> {
    const due = await this.database.query<UnknownCommand>(
      `SELECT c.id, c.number_id AS "numberId", n.instance_name AS "instanceName", c.recipient, c.text, c.looks
       FROM send_command c JOIN number n ON n.id = c.number_id
       WHERE c.number_id = ANY($1::uuid[]) AND c.state = 'unknown' AND c.looks < $2 AND c.next_attempt_at <= now()
       ORDER BY c.next_attempt_at, c.id LIMIT 20`,
      [numberIds, looksAtMost],
    );
    await Promise.all(due.map((command) => this.look(command)));
  }

  private async look(command: UnknownCommand): Promise<void> {
    const sent = await this.findSent(command);
    const settled = await this.database.transaction(async (tx) => {
      // An Evolution that cannot be asked has not said no.
      if (sent === undefined) {
        await tx.query(
          `UPDATE send_command SET next_attempt_at = now() + make_interval(secs => $2) WHERE id = $1 AND state = 'unknown'`,
          [command.id, askAgainSeconds],
        );
        return false;
      }
      const echoes = sent.map((message) => ({
        ...message,
        at: new Date(Number(message.sentAt ?? 0) + clockToleranceMs),
      }));
      const commands = await findOpenCommands(tx, command.numberId);
      const claimed = await tx.query<{ whatsappId: string }>(
        `SELECT whatsapp_id AS "whatsappId" FROM seen_echo WHERE number_id = $1 AND whatsapp_id = ANY($2) AND claimed_by IS NOT NULL`,
        [command.numberId, sent.map((message) => message.whatsappId)],
      );
      const free = echoes.filter((echo) => !claimed.some((row) => row.whatsappId === echo.whatsappId));
      const match = matchEchoes(commands, free).find((match) => match.command.id === command.id);
      if (match !== undefined) return settleAsSent(tx, command, match.echo, this.clock.now());
      const looks = command.looks + 1;
      await tx.query(
        `UPDATE send_command SET looks = $2, next_attempt_at = now() + make_interval(secs => $3) WHERE id = $1 AND state = 'unknown'`,
        [command.id, looks, secondsToNextLook(looks) ?? 0],
      );
      return false;
    });
    if (settled) this.relay.wake();
  }

  /** What went out to the recipient, oldest first; undefined when Evolution cannot say. */
  private async findSent({ instanceName, recipient }: UnknownCommand): Promise<SentMessage[] | undefined> {
    const found: SentMessage[] = [];
    for (const jid of possibleJids(recipient)) {
      const exchange = await this.api.findSentMessages(instanceName, jid);
      if (exchange.kind === 'unanswered' || exchange.status >= 300) return undefined;
      const records = field(field(exchange.body, 'messages'), 'records');
      if (!Array.isArray(records)) return undefined;
      found.push(...records.flatMap((record: unknown) => readSentMessage(record) ?? []));
    }
    return found.toSorted((a, b) => Number(a.sentAt) - Number(b.sentAt));
  }
}
