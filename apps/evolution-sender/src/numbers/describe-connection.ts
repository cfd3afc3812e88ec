import type { NumberConnectionResource, NumberOrigin, NumberState, RequestBody } from '@bkcrm/contracts';
import { DescribeConnectionRequest } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { requireAdministrator } from '../agents/require-administrator.js';
import { SenderConfig } from '../app.config.js';
import { refusals } from '../requests/refusals.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { troubleSentence } from './domain/number-trouble.js';
import { phoneOf } from './domain/phone-of.js';
import type { NumberTask } from './number.entity.js';

interface Row {
  serverId: string;
  serverName: string | null;
  instanceName: string;
  origin: NumberOrigin;
  state: NumberState;
  stateAt: Date | null;
  boundJid: string | null;
  ownerJid: string | null;
  profileName: string | null;
  task: NumberTask | null;
  trouble: string | null;
  troubleDetail: string | null;
  ratePerSecond: number | null;
  burst: number | null;
}

const shownChanges = 50;

/** Everything that is known about a number's connection. */
@Injectable()
export class DescribeConnection {
  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly config: SenderConfig,
  ) {}

  async execute({ actorId, numberId }: RequestBody<DescribeConnectionRequest>): Promise<NumberConnectionResource> {
    await requireAdministrator(this.database, actorId);
    return this.load(numberId);
  }

  /** @throws RequestRefused `number.not-found` */
  async load(numberId: string): Promise<NumberConnectionResource> {
    const [row] = await this.database.query<Row>(
      `SELECT n.server_id AS "serverId", s.name AS "serverName", n.instance_name AS "instanceName", n.origin, n.state, n.state_at AS "stateAt",
         n.bound_jid AS "boundJid", n.owner_jid AS "ownerJid", n.profile_name AS "profileName", n.task, n.trouble,
         n.trouble_detail AS "troubleDetail", n.rate_per_second AS "ratePerSecond", n.burst
       FROM number n LEFT JOIN server s ON s.id = n.server_id WHERE n.id = $1`,
      [numberId],
    );
    if (row === undefined) throw refusals.numberNotFound();
    const history = await this.database.query<{ state: NumberState; reason: string | null; at: Date }>(
      'SELECT state, reason, at FROM connection_change WHERE number_id = $1 ORDER BY at DESC, id DESC LIMIT $2',
      [numberId, shownChanges],
    );
    const { instanceName, origin, state, profileName, task, ratePerSecond, burst } = row;
    return {
      numberId,
      instanceName,
      server: { id: row.serverId, name: row.serverName ?? '', insecure: await this.servers.isInsecure(row.serverId) },
      origin,
      state,
      stateAt: row.stateAt?.toISOString() ?? null,
      account: phoneOf(row.boundJid),
      linkedAccount: phoneOf(row.ownerJid),
      profileName,
      task,
      trouble: row.trouble === null ? null : { code: row.trouble, message: sentence(row.trouble, row.troubleDetail) },
      ratePerSecond,
      burst,
      defaults: { ratePerSecond: this.config.SEND_RATE_PER_SECOND, burst: this.config.SEND_BURST },
      history: history.map(({ at, ...change }) => ({ ...change, at: at.toISOString() })),
    };
  }
}

const sentence = (code: string, detail: string | null): string =>
  detail === null ? troubleSentence(code) : `${troubleSentence(code)} (${detail})`;
