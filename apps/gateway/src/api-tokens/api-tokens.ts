import { Database, isUniqueViolation } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { findAgents } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { audit } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { SessionEnds } from '../sessions/session-ends.js';
import { CreateApiTokenDto } from './api-token.dto.js';
import type { ApiTokenDto, IssuedApiTokenDto } from './api-token.dto.js';
import type { ApiTokenRow } from './api-token.entity.js';
import { fingerprintOf, makeApiToken } from './domain/api-token.js';

const select = `SELECT id, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
  FROM gateway.api_token WHERE revoked_at IS NULL`;

/** Tokens of programs. The ticket service keeps what each may do, the gateway how it proves who it is. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly requests: TicketRequests,
    private readonly ends: SessionEnds,
  ) {}

  /** @throws Problem `api-token.exists` when this id has one: it was shown once and cannot be again */
  async issue(
    actorId: string,
    id: string = uuid(),
    { name, permissions, departmentIds, expiresAt }: CreateApiTokenDto,
    caller: Caller,
  ): Promise<IssuedApiTokenDto> {
    await this.requests.createIntegration(actorId, { id, name, permissions, departmentIds });
    const token = makeApiToken();
    try {
      await this.database.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO gateway.api_token (id, fingerprint, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
          [id, fingerprintOf(token), actorId, this.clock.now(), expiresAt ?? null],
        );
        const details = { name, permissions, departmentIds, expiresAt };
        await audit(tx, { act: 'api-token.issued', actorId, subjectId: id, caller, details });
      });
    } catch (error) {
      throw isUniqueViolation(error) ? problems.apiTokenExists() : error;
    }
    const issued = (await this.list()).find((known) => known.id === id);
    if (issued === undefined) throw problems.apiTokenNotFound();
    return Object.assign(issued, { token });
  }

  /** Those that were not revoked, the newest first. */
  async list(): Promise<ApiTokenDto[]> {
    const rows = await this.database.query<ApiTokenRow>(`${select} ORDER BY created_at DESC, id DESC LIMIT 1000`);
    const integrations = await findAgents(
      this.database,
      rows.map(({ id }) => id),
    );
    const byId = new Map(integrations.map((integration) => [integration.id, integration]));
    return rows.map((row) => describe(row, byId.get(row.id)));
  }

  /** At once, on open sockets too. @throws Problem `api-token.not-found` */
  async revoke(actorId: string, id: string, caller: Caller): Promise<void> {
    await this.database.transaction(async (tx) => {
      const revoked = await tx.query(
        'UPDATE gateway.api_token SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id',
        [id, this.clock.now()],
      );
      if (revoked.length === 0) throw problems.apiTokenNotFound();
      await audit(tx, { act: 'api-token.revoked', actorId, subjectId: id, caller });
      tx.afterCommit(() => this.ends.tell([id]));
    });
    await this.requests.updateAgent(actorId, { agentId: id, active: false });
  }
}

function describe(row: ApiTokenRow, integration: KnownAgent | undefined): ApiTokenDto {
  return {
    id: row.id,
    name: integration?.name ?? '',
    permissions: integration?.permissions ?? [],
    departmentIds: integration === undefined || !integration.everywhere ? (integration?.departmentIds ?? []) : null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
