import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { Clock } from '@bkcrm/observability';
import { readPerson } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { audit } from '../audit/audit-log.js';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import type { HttpResponse } from '../http/http.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { tar } from './domain/tar.js';
import { exportPerson } from './export-person.js';
import { EraseContactDto, ErasureDto } from './erasure.dto.js';

/** What the law gives a person a right to. Administrators only, throughout. */
@Requires('personal-data.manage')
@Controller('api/v1/contacts/:id')
export class ContactsController {
  constructor(
    private readonly requests: TicketRequests,
    private readonly database: Database,
    private readonly media: MediaStore,
    private readonly clock: Clock,
  ) {}

  /** Everything that is stored of a person, with their files, as an archive (`.tar.gz`). */
  @Get('export')
  @ApiOkResponse({ content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } } })
  async export(
    @CurrentPrincipal() { agentId }: Principal,
    @CallerOf() caller: Caller,
    @Param() { id }: IdParameter,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const person = await readPerson(this.database, id);
    if (person === undefined) throw problems.contactNotFound();
    // Before the first byte leaves: nobody takes anybody's data home without it being known.
    await audit(this.database, { act: 'contact.exported', actorId: agentId, subjectId: id, caller });
    response.setHeader('content-type', 'application/gzip');
    response.setHeader('content-disposition', `attachment; filename="contact-${id}.tar.gz"`);
    response.setHeader('cache-control', 'no-store');
    const { database, media } = this;
    const now = this.clock.now();
    const archive = tar(exportPerson(person, { database, media, now }), now);
    // What breaks off has no manifest: it is seen to be no export.
    await pipeline(Readable.from(archive), createGzip(), response).catch(() => response.destroy());
  }

  /** Has everything of a person erased, for good. Asked for again, it answers how far that is. */
  @Post('erasure')
  @HttpCode(202)
  async erase(
    @CurrentPrincipal() { agentId }: Principal,
    @CallerOf() caller: Caller,
    @Param() { id }: IdParameter,
    @Body() { reason }: EraseContactDto,
  ): Promise<ErasureDto> {
    const erasure = await this.requests.eraseContact(agentId, { contactId: id, reason });
    const details = { erasureId: erasure.id, reason };
    await audit(this.database, { act: 'contact.erased', actorId: agentId, subjectId: id, caller, details });
    return erasure;
  }

  /** How far the erasure of a person is. */
  @Get('erasure')
  describe(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<ErasureDto> {
    return this.requests.describeErasure(agentId, { contactId: id });
  }
}
