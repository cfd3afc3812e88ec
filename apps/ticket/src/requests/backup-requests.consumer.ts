import { ListBackupsRequest, LocateBackupRequest, ProveBackupRequest, StartBackupRequest } from '@bkcrm/contracts';
import { HandleRequest } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BackupRequests } from '../backups/backup-requests.js';
import { request } from './requests.consumer.js';

/** What the gateway may ask for about backups. */
@Controller()
export class BackupRequestsConsumer {
  constructor(private readonly backups: BackupRequests) {}

  @HandleRequest(request(ListBackupsRequest))
  onList(@Payload() body: ListBackupsRequest): Promise<ListBackupsRequest['reply']> {
    return this.backups.list(body);
  }

  @HandleRequest(request(StartBackupRequest))
  onStart(@Payload() body: StartBackupRequest): Promise<StartBackupRequest['reply']> {
    return this.backups.start(body);
  }

  @HandleRequest(request(ProveBackupRequest))
  onProve(@Payload() body: ProveBackupRequest): Promise<ProveBackupRequest['reply']> {
    return this.backups.prove(body);
  }

  @HandleRequest(request(LocateBackupRequest))
  onLocate(@Payload() body: LocateBackupRequest): Promise<LocateBackupRequest['reply']> {
    return this.backups.locate(body);
  }
}
