import { Database } from '@bkcrm/database';
import { Controller, Get, Query } from '@nestjs/common';
import { Requires } from '../auth/requires.js';
import { AuditPage, ListAuditDto } from './audit.dto.js';
import { listAudit } from './list-audit.js';

@Requires('audit.read')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly database: Database) {}

  /** What happened that matters for security, the latest first. */
  @Get()
  list(@Query() query: ListAuditDto): Promise<AuditPage> {
    return listAudit(this.database, query);
  }
}
