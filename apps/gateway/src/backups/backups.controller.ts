import { pipeline } from 'node:stream/promises';
import { ManifestUnreadable, openBackupTarget, readManifest } from '@bkcrm/backup';
import { Database } from '@bkcrm/database';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { GatewayConfig } from '../app.config.js';
import { audit } from '../audit/audit-log.js';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import type { HttpResponse } from '../http/http.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { BackupDto, BackupPage, StartBackupDto } from './backup.dto.js';

/** Backups: everything there is, in one file. Administrators only, throughout. */
@Requires('backups.manage')
@Controller('api/v1/backups')
export class BackupsController {
  constructor(
    private readonly requests: TicketRequests,
    private readonly database: Database,
    private readonly config: GatewayConfig,
  ) {}

  /** Where and when backups are made, and the last 200, the latest first. */
  @Get()
  async list(@CurrentPrincipal() { agentId }: Principal): Promise<BackupPage> {
    return { ...(await this.requests.listBackups(agentId)), nextCursor: null };
  }

  /** Has a backup made. It waits for its turn. */
  @Post()
  @HttpCode(202)
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  async start(
    @CurrentPrincipal() { agentId }: Principal,
    @CallerOf() caller: Caller,
    @Body() { kind, day }: StartBackupDto,
    @IdempotencyKey() id: string | undefined,
  ): Promise<BackupDto> {
    const backup = await this.requests.startBackup(agentId, { id, kind, day });
    const entry = { actorId: agentId, subjectId: backup.id, caller, details: { kind, day: backup.day } };
    await audit(this.database, { act: 'backup.started', ...entry });
    return backup;
  }

  /** Has a backup restored into a scratch database and compared with what it was made from. The result is kept with it. */
  @Post(':id/proof')
  @HttpCode(202)
  prove(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<BackupDto> {
    return this.requests.proveBackup(agentId, { backupId: id });
  }

  /** The file of a backup as it lies there: compressed, and encrypted where keys are configured. */
  @Get(':id/file')
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  async file(
    @CurrentPrincipal() { agentId }: Principal,
    @CallerOf() caller: Caller,
    @Param() { id }: IdParameter,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const { name } = await this.requests.locateBackup(agentId, { backupId: id });
    const { file, fileName } = await this.open(name);
    // Before the first byte leaves: nobody takes everything home without it being known.
    await audit(this.database, {
      act: 'backup.downloaded',
      actorId: agentId,
      subjectId: id,
      caller,
      details: { name },
    }).catch((error: unknown) => {
      file.stream.destroy();
      throw error;
    });
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('content-disposition', `attachment; filename="${fileName}"`);
    response.setHeader('content-length', String(file.size));
    response.setHeader('cache-control', 'no-store');
    await pipeline(file.stream, response).catch(() => response.destroy());
  }

  private async open(name: string) {
    const target = openBackupTarget(this.config);
    if (target === undefined) throw problems.backupUnreachable();
    try {
      const { file } = await readManifest(target, name);
      const opened = await target.open(file.name);
      if (opened === undefined) throw problems.backupUnreachable();
      return { file: opened, fileName: file.name.split('/').at(-1) ?? name };
    } catch (error) {
      throw error instanceof ManifestUnreadable ? problems.backupUnreachable() : error;
    }
  }
}
