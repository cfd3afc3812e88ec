import type { ServiceFacts } from '@bkcrm/contracts';
import { DeadLetters } from '@bkcrm/dead-letters';
import { Injectable } from '@nestjs/common';
import { BackupRequests } from '../backups/backup-requests.js';
import { WatchLedger } from '../ledger/watch-ledger.js';
import { QuarantineBox } from '../quarantine/quarantine-box.js';

/** What only this service knows of the system. */
@Injectable()
export class TicketFacts {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly quarantine: QuarantineBox,
    private readonly ledger: WatchLedger,
    private readonly backups: BackupRequests,
  ) {}

  async read(): Promise<ServiceFacts> {
    const [ticket, quarantine] = await Promise.all([this.deadLetters.size(), this.quarantine.size()]);
    const { difference } = this.ledger;
    return {
      letters: { ticket, quarantine },
      ...(difference !== undefined && { ledger: { difference } }),
      nextBackupAt: this.backups.nextAt(),
    };
  }
}
