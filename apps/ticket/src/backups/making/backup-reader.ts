import { createDataSource, Database, roles } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';

/** The database as the role of backups sees it: all schemas, to be read, without the limits of a service. Connects when it is needed. */
@Injectable()
export class BackupReader implements OnApplicationShutdown {
  private opening: Promise<Database> | undefined;

  constructor(private readonly url: string) {}

  database(): Promise<Database> {
    this.opening ??= this.connect().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async onApplicationShutdown(): Promise<void> {
    const database = await this.opening?.catch(() => undefined);
    await database?.dataSource.destroy();
  }

  private async connect(): Promise<Database> {
    const dataSource = createDataSource({
      url: this.url,
      role: roles.backup,
      schema: 'ticket',
      applicationName: 'bkcrm-backup',
      // One connection holds the lock while another one reads.
      poolSize: 2,
      unlimited: true,
    });
    return new Database(await dataSource.initialize());
  }
}
