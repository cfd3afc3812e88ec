import { Database } from '@bkcrm/database';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { audit } from '../audit/audit-log.js';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { EraseContactDto, ErasureDto } from './erasure.dto.js';

/** What the law gives a person a right to. Administrators only, throughout. */
@Requires('personal-data.manage')
@Controller('api/v1/contacts/:id')
export class ContactsController {
  constructor(
    private readonly requests: TicketRequests,
    private readonly database: Database,
  ) {}

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
