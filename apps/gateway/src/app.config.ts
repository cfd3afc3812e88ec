import { BackupTargetSettings } from '@bkcrm/backup';
import { AsBoolean, AsList, AsNumber, loadConfig } from '@bkcrm/config';
import { TracingConfig } from '@bkcrm/tracing';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';

/** The gateway's environment. */
export class GatewayConfig extends BackupTargetSettings {
  @IsString() DATABASE_URL: string;
  @IsString() AMQP_URL: string;
  @AsNumber() @IsInt() @Min(0) @Max(65_535) GATEWAY_PORT = 3001;
  @IsString() GATEWAY_HOST = '0.0.0.0';
  @AsNumber() @IsInt() @Min(0) @Max(65_535) GATEWAY_ADMIN_PORT = 4013;
  @IsString() ADMIN_HOST = '127.0.0.1';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace']) LOG_LEVEL = 'info';
  @AsNumber() @IsInt() @Min(1) @Max(100) GATEWAY_DATABASE_POOL = 10;
  /** How long an access token is good; its session renews it. */
  @AsNumber() @IsInt() @Min(60) @Max(86_400) ACCESS_TOKEN_SECONDS = 600;
  /** Signs access tokens; every replica has the same one. */
  @IsString() @MinLength(32) TOKEN_KEY: string;
  /** Encrypts the seeds of authenticator apps in the database, 32 characters or more each. The first one encrypts, all decrypt. */
  @AsList() @ArrayNotEmpty() @MinLength(32, { each: true }) SECRETS_KEY: string[];
  /** The first administrator: created at start unless somebody has this address; the password is set only where none is stored. */
  @IsOptional() @IsEmail() BKCRM_ADMIN_EMAIL?: string;
  @IsOptional() @IsString() @MinLength(8) @MaxLength(128) BKCRM_ADMIN_PASSWORD?: string;
  /** How long sessions are kept after their end. */
  @AsNumber() @IsInt() @Min(1) @Max(3_650) SESSION_RETENTION_DAYS = 90;
  /** How long the audit log is kept, 30 days at least; 0 = for ever. */
  @AsNumber()
  @IsInt()
  @ValidateIf(({ AUDIT_RETENTION_DAYS: days }: GatewayConfig) => days !== 0)
  @Min(30)
  @Max(36_500)
  AUDIT_RETENTION_DAYS = 365;
  /** Calls and commands of one agent, program or socket: so many a second in the long run, so many at once. */
  @AsNumber() @IsNumber() @Min(1) @Max(10_000) RATE_LIMIT_PER_SECOND = 10;
  @AsNumber() @IsInt() @Min(1) @Max(10_000) RATE_LIMIT_BURST = 20;
  /** Calls, and new sockets, of one address, behind which a whole office may sit. */
  @AsNumber() @IsNumber() @Min(1) @Max(100_000) ADDRESS_RATE_LIMIT_PER_SECOND = 100;
  @AsNumber() @IsInt() @Min(1) @Max(100_000) ADDRESS_RATE_LIMIT_BURST = 200;
  /** New sockets of one replica, from wherever: so many a second, and so many at once. */
  @AsNumber() @IsInt() @Min(1) @Max(10_000) HANDSHAKES_PER_SECOND = 200;
  /** An agent whose last connection broke is shown as offline after this long: a page that loads again is back by then. */
  @AsNumber() @IsInt() @Min(0) @Max(600) PRESENCE_GRACE_SECONDS = 20;
  /** Lets replicas share rate limits and cached messages. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['redis', 'rediss'] })
  REDIS_URL?: string;
  /** Where browsers reach the gateway. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  PUBLIC_URL?: string;
  /** Further origins whose pages may call the gateway. */
  @AsList()
  @IsArray()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] }, { each: true })
  ALLOWED_ORIGINS: string[] = [];
  /** How many proxies in front may be believed about the client's address. */
  @AsNumber() @IsInt() @Min(0) @Max(10) TRUSTED_PROXIES = 0;
  /** Several replicas without sticky sessions can serve `websocket` only. */
  @AsList() @IsArray() @IsIn(['websocket', 'polling'], { each: true }) SOCKET_TRANSPORTS: ('websocket' | 'polling')[] =
    ['polling', 'websocket'];
  /** Whether the events of the old front end are served, too. */
  @AsBoolean() @IsBoolean() LEGACY_SOCKET = false;
  /** Who is told by e-mail of what an administrator must know (a number that is down, a disk that fills up), with SMTP_URL. */
  @AsList() @IsArray() @IsEmail({}, { each: true }) NOTICE_EMAILS: string[] = [];
  @IsEmail({ require_tld: false }) NOTICE_EMAIL_FROM = 'bkcrm@localhost';
  /** The mail server, `smtp://user:password@host:587` or `smtps://…`. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['smtp', 'smtps'] })
  SMTP_URL?: string;
  /** Gets the same as a POST of JSON: `kind`, `text`, `begunAt`, `isOver`. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  NOTICE_WEBHOOK_URL?: string;
  /** Where attachments lie. */
  @IsString() MEDIA_DIR = '.data/media';
  /** The built console; from the project's root unless absolute. */
  @IsString() CONSOLE_DIR = 'dist/apps/console';
}

export const readConfig = (): GatewayConfig => loadConfig(GatewayConfig);

export { TracingConfig };

export const readTracing = (): TracingConfig => loadConfig(TracingConfig);
