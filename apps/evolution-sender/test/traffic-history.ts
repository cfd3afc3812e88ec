import type { SendMessage } from '@bkcrm/contracts';
import type { Database } from '@bkcrm/database';
import type { OutboxRelay } from '@bkcrm/outbox';
import { v7 as uuid } from 'uuid';
import { AcknowledgeSends } from '../src/acknowledgements/acknowledge-sends.js';
import { CheckAcknowledgements } from '../src/acknowledgements/check-acknowledgements.js';
import type { HandOver } from '../src/backfill/hand-over.js';
import type { EvolutionApi } from '../src/evolution-api/evolution-api.js';
import { Lease } from '../src/leases/lease.js';
import type { SenderMetrics } from '../src/metrics/sender-metrics.js';
import { AcceptCommands } from '../src/sending/accept-commands.js';
import { ClaimSend } from '../src/sending/claim-send.js';
import type { ClaimedSend } from '../src/sending/claim-send.js';
import type { SendOutcome } from '../src/sending/domain/classify-answer.js';
import { SettleSend } from '../src/sending/settle-send.js';
import type { CountSends } from '../src/traffic/count-sends.js';
import { findTraffic } from '../src/traffic/find-traffic.js';
import { aCommand, ManualClock } from './sender-harness.js';

/** What is said of the last hour of a number. */
export interface HourFigures {
  sent: number;
  pending: number;
  stuck: number;
  stuckSince: Date | null;
  lastAckAt: Date | null;
  lastOutAt: Date | null;
  acknowledgementSeconds: number | null;
}

const relay = { wake: () => {} } as unknown as OutboxRelay;
/** Knows of no message. */
const silentEvolution = { findStatuses: () => Promise.resolve([]) } as unknown as EvolutionApi;

/** Sends of two numbers and what becomes of them, by the statements that a running service carries out. */
export class TrafficHistory {
  readonly clock = new ManualClock();
  readonly numberIds = [uuid(), uuid()];
  private readonly sent: { numberId: string; whatsappId: string }[] = [];
  private readonly unanswered: ClaimedSend[] = [];
  private readonly accept: AcceptCommands;
  private readonly claim: ClaimSend;
  private readonly settle: SettleSend;
  private readonly acknowledgeSends: AcknowledgeSends;
  private readonly check: CheckAcknowledgements;
  leases: Lease[] = [];

  private constructor(private readonly database: Database) {
    const { clock } = this;
    this.accept = new AcceptCommands(database, relay, clock);
    this.claim = new ClaimSend(database, clock);
    this.settle = new SettleSend(database, relay, clock);
    this.acknowledgeSends = new AcknowledgeSends(database, relay, clock);
    const metrics = { countUnacknowledged: () => {} } as unknown as SenderMetrics;
    const nothingFound = {} as HandOver;
    this.check = new CheckAcknowledgements(database, nothingFound, this.acknowledgeSends, relay, clock, metrics);
  }

  static async begin(database: Database): Promise<TrafficHistory> {
    const history = new TrafficHistory(database);
    await database.query('TRUNCATE number, number_lease, number_traffic, send_command, send_attempt, outbox_message');
    await database.query(
      `INSERT INTO number (id, instance_name, state, next_check_at, next_webhook_check_at) SELECT id, 'loja', 'open', now(), now() FROM unnest($1::uuid[]) id`,
      [history.numberIds],
    );
    await history.take();
    return history;
  }

  /** The numbers change hands. */
  async take(): Promise<void> {
    this.leases = this.numberIds.map((id) => new Lease(id, uuid(), Infinity));
    for (const { numberId, token } of this.leases)
      await this.database.query(
        `INSERT INTO number_lease (number_id, token, expires_at, epoch) VALUES ($1, $2, 'infinity', database_epoch())
         ON CONFLICT (number_id) DO UPDATE SET token = $2`,
        [numberId, token],
      );
  }

  async send(which: number, kind: SendOutcome['kind'], isAct: boolean): Promise<void> {
    const lease = this.leases[which % this.leases.length];
    if (lease === undefined) throw new Error('no such number');
    const command: SendMessage = aCommand(lease.numberId);
    const target = { messageId: uuid(), remoteJid: command.recipient, fromMe: false };
    if (isAct) command.content = { kind: 'reaction', target, emoji: '👍' };
    await this.accept.execute([command]);
    const claim = await this.claim.execute(lease, command.commandId, { tokens: 1, at: Number(this.clock.now()) });
    if (claim === undefined) throw new Error('not claimed');
    if (kind === 'unknown') this.unanswered.push(claim);
    await this.end(claim, kind);
  }

  /** Until now, evenly; each was acknowledged after two seconds, but for one in a hundred, of which nothing was heard yet. */
  async sendMuch({ minutes, perMinute }: { minutes: number; perMinute: number }): Promise<void> {
    await this.database.query(
      `INSERT INTO send_command (id, number_id, conversation_id, position, recipient, content, state, queued_at, next_attempt_at, expires_at,
         settled_at, acknowledged_at, next_ack_check_at)
       SELECT gen_random_uuid(), ($1::uuid[])[1 + n % 2], gen_random_uuid(), 1, '', '{}', 'sent', at, at, at, at,
         CASE WHEN n % 100 > 0 THEN at + interval '2 seconds' END, CASE WHEN n % 100 = 0 THEN 'infinity'::timestamptz END
       FROM (SELECT n, $2::timestamptz - n * interval '1 second' * $4::float AS at FROM generate_series(1, $3::int) n) AS sends`,
      [this.numberIds, this.clock.now(), minutes * perMinute, 60 / perMinute],
    );
  }

  /** The answer to one that was unknown comes after all. */
  async answer(which: number): Promise<void> {
    const [claim] = this.unanswered.splice(which % Math.max(1, this.unanswered.length), 1);
    if (claim !== undefined) await this.end(claim, 'sent');
  }

  private async end(claim: ClaimedSend, kind: SendOutcome['kind']): Promise<void> {
    const whatsappId = uuid();
    await this.settle.execute(claim, {
      kind,
      whatsappId,
      remoteJid: claim.recipient,
      code: 'refused',
      message: 'refused',
    });
    if (kind === 'sent') this.sent.push({ numberId: claim.numberId, whatsappId });
  }

  /** WhatsApp has some, of whatever age and as often as it likes. */
  async acknowledge(which: number[]): Promise<void> {
    const told = which.flatMap(
      (index) => this.sent[this.sent.length - 1 - (index % Math.max(1, this.sent.length))] ?? [],
    );
    await this.acknowledgeSends.execute(told);
  }

  /** Time goes by, and Evolution is asked of what is due in it. */
  async advance(seconds: number): Promise<void> {
    this.clock.advance(seconds);
    for (const id of this.numberIds) await this.check.execute({ id, instanceName: 'loja' }, silentEvolution);
  }

  /** As the service finds them. */
  async figures(counting: CountSends): Promise<HourFigures[]> {
    const now = this.clock.now();
    const rows = await findTraffic(this.database, this.numberIds, now);
    const sends = await counting.execute(this.database, this.leases, now);
    return rows.map(({ id, pending, stuck, stuckSince }) => {
      const figures = sends.get(id);
      if (figures === undefined) throw new Error('a number was not counted');
      const { sent, acknowledged, acknowledgementSeconds, lastAckAt, lastOutAt } = figures;
      const average = acknowledged === 0 ? null : thousandths(acknowledgementSeconds / acknowledged);
      return { sent, pending, stuck, stuckSince, lastAckAt, lastOutAt, acknowledgementSeconds: average };
    });
  }

  /** As all rows of the hour say when they are read. */
  async figuresOfRows(): Promise<HourFigures[]> {
    const rows = await this.database.query<HourFigures>(
      `SELECT count(c.id)::int AS sent, count(c.id) FILTER (WHERE acknowledged_at IS NULL)::int AS pending,
         count(*) FILTER (WHERE acknowledged_at IS NULL AND settled_at < $2::timestamptz - interval '2 minutes')::int AS stuck,
         min(settled_at) FILTER (WHERE acknowledged_at IS NULL AND settled_at < $2::timestamptz - interval '2 minutes') AS "stuckSince",
         max(acknowledged_at) AS "lastAckAt", max(settled_at) AS "lastOutAt",
         avg(greatest(0, extract(epoch FROM acknowledged_at - settled_at))) FILTER (WHERE acknowledged_at IS NOT NULL)::float AS "acknowledgementSeconds"
       FROM unnest($1::uuid[]) n(id) LEFT JOIN send_command c ON c.number_id = n.id AND c.state = 'sent' AND NOT c.repeatable
         AND c.settled_at >= date_trunc('minute', $2::timestamptz) - interval '59 minutes'
       GROUP BY n.id ORDER BY n.id`,
      [this.numberIds, this.clock.now()],
    );
    return rows.map((row) => ({
      ...row,
      acknowledgementSeconds: row.acknowledgementSeconds === null ? null : thousandths(row.acknowledgementSeconds),
    }));
  }
}

const thousandths = (seconds: number): number => Math.round(seconds * 1000) / 1000;
