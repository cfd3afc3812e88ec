import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { readLedger } from '@bkcrm/read-model';
import { Controller, Get, Query } from '@nestjs/common';
import { Requires } from '../auth/requires.js';
import { LedgerDto, ReadLedgerDto } from './ledger.dto.js';

@Requires('ledger.read')
@Controller('api/v1/ledger')
export class LedgerController {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What became of the messages of each number in each hour, the latest first: counted when it happened, beside what is stored. */
  @Get()
  async read(@Query() { hours }: ReadLedgerDto): Promise<LedgerDto> {
    return { items: await readLedger(this.database, new Date(Number(this.clock.now()) - hours * 3_600_000)) };
  }
}
