import { BackupTargetSettings } from '@bkcrm/backup';
import { AsBoolean, AsNumber, loadConfig } from '@bkcrm/config';
import { TracingConfig } from '@bkcrm/tracing';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsTimeZone, Max, Min } from 'class-validator';
import { IsSchedule } from './backups/is-schedule.js';

/** The ticket service's environment. */
export class TicketConfig extends BackupTargetSettings {
  @IsString() DATABASE_URL: string;
  @IsString() AMQP_URL: string;
  @AsNumber() @IsInt() @Min(0) @Max(65_535) TICKET_ADMIN_PORT = 4011;
  @IsString() ADMIN_HOST = '127.0.0.1';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace']) LOG_LEVEL = 'info';
  @AsNumber() @IsInt() @Min(1) @Max(100) TICKET_DATABASE_POOL = 10;
  /** Folder of the media store, the same for every service: files, and bodies too large for the broker. */
  @IsString() MEDIA_DIR: string;
  /** A customer who writes this soon after the ticket was resolved reopens it instead of getting a new one. */
  @AsNumber() @IsInt() @Min(0) REOPEN_WITHIN_MINUTES = 30;
  /** An echo that no send of ours has claimed after this long was sent by another program. */
  @AsNumber() @IsInt() @Min(1) ECHO_CLAIM_SECONDS = 180;
  /** Sends still waiting after this long end as expired. */
  @AsNumber() @IsInt() @Min(1) SEND_EXPIRES_HOURS = 24;
  /** Customers see that their messages were read once an agent has read them. */
  @AsBoolean() @IsBoolean() MARK_READ_ON_WHATSAPP = true;
  /** A reply is not taken when somebody else has written since its author looked (`seen`), unless it is scheduled. */
  @AsBoolean() @IsBoolean() REFUSE_STALE_REPLIES = true;
  /** Groups as conversations of their own kind. */
  @AsBoolean() @IsBoolean() GROUPS_ENABLED = false;

  /**
   * Tickets that were resolved longer ago, and messages in no ticket that were received longer ago, are erased, with their files; people
   * of whom nothing else is left as well. 0: nothing is.
   */
  @AsNumber() @IsInt() @Min(0) @Max(1200) MESSAGE_RETENTION_MONTHS = 0;

  /** When backups are made: a cron expression, and the time zone in which a day begins. */
  @IsSchedule() BACKUP_SCHEDULE = '0 2 * * *';
  @IsTimeZone() BACKUP_TIME_ZONE = 'America/Sao_Paulo';
  /** Older backups are removed, but so many of each kind always stay. */
  @AsNumber() @IsInt() @Min(1) BACKUP_KEEP_DAYS = 35;
  @AsNumber() @IsInt() @Min(1) BACKUP_KEEP_AT_LEAST = 7;
  /** A PostgreSQL server on which backups are proven in a scratch database; the service's own without it. */
  @IsOptional() @IsString() BACKUP_PROOF_URL?: string;

  /** When what is handed over for sending now is over its time. */
  sendExpiry(now: Date): Date {
    return new Date(Number(now) + this.SEND_EXPIRES_HOURS * 3_600_000);
  }
}

export const readConfig = (): TicketConfig => loadConfig(TicketConfig);

/** What the restore command needs of it. */
export const readBackupConfig = (): BackupTargetSettings => loadConfig(BackupTargetSettings);

export { TracingConfig };

export const readTracing = (): TracingConfig => loadConfig(TracingConfig);
