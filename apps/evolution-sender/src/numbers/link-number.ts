import type { NumberConnectionResource, RequestBody } from '@bkcrm/contracts';
import {
  AcceptAccountRequest,
  ConnectNumberRequest,
  LogOutNumberRequest,
  RestartNumberRequest,
  SetNumberRateRequest,
} from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable } from '@nestjs/common';
import { requireAdministrator } from '../agents/require-administrator.js';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import { refusals } from '../requests/refusals.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { announceNumber } from './announce-number.js';
import { DescribeConnection } from './describe-connection.js';
import { newInstanceToken } from './instance-token.js';
import type { NumberTask } from './number.entity.js';

interface LinkedNumber {
  serverId: string;
  instanceName: string;
  task: NumberTask | null;
}

/** How long WhatsApp accepts a QR code, generously. Milliseconds. */
const codeLifetimeMs = 60_000;

/** What administrators do with a number's link to its phone. Nothing but numbers of ours can be named here. */
@Injectable()
export class LinkNumber {
  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly connections: DescribeConnection,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly secrets: SecretBox,
  ) {}

  /** @returns the first code; Evolution sends the following ones to the hook */
  async connect({
    actorId,
    numberId,
    phone,
  }: RequestBody<ConnectNumberRequest>): Promise<ConnectNumberRequest['reply']> {
    const { serverId, instanceName } = await this.find(actorId, numberId);
    const link = await asking(async () => (await this.servers.instances(serverId)).connect(instanceName, phone));
    await this.lookSoon(numberId);
    if (link.failed) throw refusals.numberEvolutionTrouble('the instance could not begin to connect');
    const { code, picture = null, pairingCode = null, state } = link;
    return {
      numberId,
      state: state ?? 'connecting',
      qr: code === undefined ? null : { code, image: picture, pairingCode },
      expiresAt: code === undefined ? null : new Date(Number(this.clock.now()) + codeLifetimeMs).toISOString(),
    };
  }

  async restart({ actorId, numberId }: RequestBody<RestartNumberRequest>): Promise<NumberConnectionResource> {
    const { serverId, instanceName } = await this.find(actorId, numberId);
    await asking(async () => (await this.servers.instances(serverId)).restart(instanceName));
    await this.lookSoon(numberId);
    return this.connections.load(numberId);
  }

  /**
   * After Evolution's own log-out a 2.3.6 instance hears no messages any more, whoever is linked then: so the instance is deleted,
   * which logs out, and made anew under the same name, by a task that survives a crash at any point.
   */
  async logOut({ actorId, numberId }: RequestBody<LogOutNumberRequest>): Promise<NumberConnectionResource> {
    await this.find(actorId, numberId);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE number SET task = 'remake', next_task_at = $2, task_failures = 0, instance_token = $3, state = 'close'
         WHERE id = $1 AND task IS NULL`,
        [numberId, now, newInstanceToken(numberId, this.secrets)],
      );
      await announceNumber(tx, this.relay, numberId, now);
    });
    return this.connections.load(numberId);
  }

  async acceptAccount({ actorId, numberId }: RequestBody<AcceptAccountRequest>): Promise<NumberConnectionResource> {
    await this.find(actorId, numberId);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const [accepted] = await tx.query(
        `UPDATE number SET bound_jid = owner_jid, trouble = NULL, next_check_at = $2, next_backfill_at = $2
         WHERE id = $1 AND trouble = 'another-account' RETURNING 1`,
        [numberId, now],
      );
      if (accepted === undefined) throw refusals.numberNoOtherAccount();
      await announceNumber(tx, this.relay, numberId, now);
    });
    return this.connections.load(numberId);
  }

  async setRate(request: RequestBody<SetNumberRateRequest>): Promise<NumberConnectionResource> {
    const { actorId, numberId, ratePerSecond, burst } = request;
    await requireAdministrator(this.database, actorId);
    const [changed] = await this.database.query(
      'UPDATE number SET rate_per_second = $2, burst = $3 WHERE id = $1 RETURNING 1',
      [numberId, ratePerSecond, burst],
    );
    if (changed === undefined) throw refusals.numberNotFound();
    return this.connections.load(numberId);
  }

  /** @throws RequestRefused for whoever may not, for numbers that are not ours, and while a task is not done */
  private async find(actorId: string, numberId: string): Promise<LinkedNumber> {
    await requireAdministrator(this.database, actorId);
    const [number] = await this.database.query<LinkedNumber>(
      `SELECT server_id AS "serverId", instance_name AS "instanceName", task FROM number WHERE id = $1`,
      [numberId],
    );
    if (number === undefined || number.task === 'delete' || number.task === 'release') throw refusals.numberNotFound();
    if (number.task !== null) throw refusals.numberBusy();
    return number;
  }

  private async lookSoon(numberId: string): Promise<void> {
    await this.database.query('UPDATE number SET next_check_at = $2, next_webhook_check_at = $2 WHERE id = $1', [
      numberId,
      this.clock.now(),
    ]);
  }
}

/** Evolution's troubles are an answer to whoever asked, not a reason to ask again by ourselves. */
async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EvolutionUnreachable) && !(error instanceof EvolutionRefused)) throw error;
    throw refusals.numberEvolutionTrouble(error.message);
  }
}
