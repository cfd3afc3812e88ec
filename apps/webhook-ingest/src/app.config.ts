import { join } from 'node:path';
import { AsList, AsNumber, loadConfig } from '@bkcrm/config';
import { TracingConfig } from '@bkcrm/tracing';
import { ArrayNotEmpty, IsIn, IsInt, IsISO8601, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';

/** The ingest service's environment. */
export class IngestConfig {
  @IsString() AMQP_URL: string;
  @AsNumber() @IsInt() @Min(0) @Max(65_535) INGEST_PORT = 4000;
  @IsString() INGEST_HOST = '0.0.0.0';
  @AsNumber() @IsInt() @Min(0) @Max(65_535) INGEST_ADMIN_PORT = 4010;
  @IsString() ADMIN_HOST = '127.0.0.1';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace']) LOG_LEVEL = 'info';
  /** All valid at once, for rotation; the sender signs with the first. */
  @AsList() @ArrayNotEmpty() @IsString({ each: true }) WEBHOOK_SECRETS: string[];
  /** Keys of hooks that were set with Evolution's `jwt_key`. */
  @AsList() @IsString({ each: true }) WEBHOOK_JWT_KEYS: string[] = [];
  /** Until then a call without any secret is taken, and held until its number is adopted. */
  @IsOptional() @IsISO8601() WEBHOOK_ADOPT_UNTIL?: string;
  /** This process's own folder, on a disk that outlives it. */
  @IsString() SPOOL_DIR: string;
  @AsNumber() @IsInt() @Min(1) SPOOL_MAX_MB = 1024;
  /** How long what the broker took can be fed in again; 0 keeps nothing. It lies in SPOOL_DIR. */
  @AsNumber() @IsNumber() @Min(0) JOURNAL_HOURS = 24;
  @AsNumber() @IsInt() @Min(1) JOURNAL_MAX_MB = 2048;
  @IsString() MEDIA_DIR: string;
  @AsNumber() @IsInt() @Min(1) INGEST_MAX_BODY_MB = 64;
  /** Bodies being read or stored at one moment, together; above it a call is asked to come again. */
  @AsNumber() @IsInt() @Min(1) INGEST_BODIES_MB = 128;
  /** A body over this goes to the media store, and only its name through the broker. */
  @AsNumber() @IsInt() @Min(1) INGEST_LARGE_BODY_KB = 256;
  /** How long the broker may take to confirm before the spool is used. */
  @AsNumber() @IsInt() @Min(1) INGEST_CONFIRM_MS = 1500;
}

/** Where the journal lies. */
export const journalFolder = ({ SPOOL_DIR }: IngestConfig): string => join(SPOOL_DIR, 'journal');

export const readConfig = (): IngestConfig => loadConfig(IngestConfig);

export { TracingConfig };

export const readTracing = (): TracingConfig => loadConfig(TracingConfig);
