import { AsBoolean, AsList, AsNumber, loadConfig } from '@bkcrm/config';
import { TracingConfig } from '@bkcrm/tracing';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';

const anyHost = { require_tld: false, protocols: ['http', 'https'], require_protocol: true };

/** What the migrations need. */
export class MigrationConfig {
  @IsString() DATABASE_URL: string;
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace']) LOG_LEVEL = 'info';
}

/** The sender's environment. */
export class SenderConfig extends MigrationConfig {
  @IsString() AMQP_URL: string;
  @AsNumber() @IsInt() @Min(0) @Max(65_535) SENDER_ADMIN_PORT = 4012;
  @IsString() ADMIN_HOST = '127.0.0.1';
  @AsNumber() @IsInt() @Min(1) @Max(100) SENDER_DATABASE_POOL = 10;
  /** Folder of the media store, the same for every service: files fetched from Evolution. */
  @IsString() MEDIA_DIR: string;

  /** Encrypts the keys of further Evolution servers in the database, 32 characters or more each. The first one encrypts, all decrypt. */
  @AsList() @ArrayNotEmpty() @MinLength(32, { each: true }) SECRETS_KEY: string[];

  /** The server that the environment configures; further ones are added by administrators. */
  @IsUrl(anyHost) EVOLUTION_URL: string;
  /** The server's global key, or one that opens every instance of ours. */
  @IsString() EVOLUTION_API_KEY: string;
  /** PEM file with the authorities (or self-signed certificates) that the Evolution server is trusted by, besides the public ones. */
  @IsOptional() @IsString() EVOLUTION_CA_FILE?: string;
  /** SHA-256 fingerprints: exactly these certificates are trusted, also when their host name or date is wrong. */
  @IsOptional()
  @AsList()
  @IsArray()
  @Matches(/^([\da-f]{2}:?){31}[\da-f]{2}$/i, { each: true })
  EVOLUTION_CERT_SHA256?: string[];
  /** Trust whatever certificate the server shows. Logged at start and shown in the readiness answer. */
  @AsBoolean() @IsBoolean() EVOLUTION_TLS_INSECURE = false;
  /** How long an answer may take. Evolution itself waits up to 60 s for WhatsApp. */
  @AsNumber() @IsInt() @Min(1) EVOLUTION_TIMEOUT_SECONDS = 90;

  /** Where Evolution reaches webhook-ingest, without a path. */
  @IsUrl(anyHost) WEBHOOK_PUBLIC_URL: string;
  /** The first one signs the hooks that we set. */
  @AsList() @ArrayNotEmpty() @IsString({ each: true }) WEBHOOK_SECRETS: string[];
  /** With the first one Evolution signs a token for every call (its `jwt_key`), besides the secret. */
  @AsList() @IsArray() @IsString({ each: true }) WEBHOOK_JWT_KEYS: string[] = [];

  /** Messages per second and number, on average. */
  @AsNumber() @IsNumber() @Min(0.01) SEND_RATE_PER_SECOND = 10;
  /** Messages that may leave at once after a pause. */
  @AsNumber() @IsInt() @Min(1) SEND_BURST = 20;
  /** Milliseconds between two messages of one conversation. */
  @AsNumber() @IsInt() @Min(0) SEND_CONVERSATION_GAP_MS = 0;
  /**
   * Send a text again that could be found nowhere after its answer failed to come, over an open number whose webhooks arrive. Off: the
   * agent decides, and no message is ever sent twice.
   */
  @AsBoolean() @IsBoolean() SEND_RESEND_UNCONFIRMED = false;
  /** Begin the session of a number anew that says it is open, but over which nothing comes or is confirmed and WhatsApp does not answer. */
  @AsBoolean() @IsBoolean() NUMBER_RESTART_DEAD = false;
  /**
   * Pacing of what nobody asked for, so that numbers are not banned; answers are never delayed. 0 switches a limit off.
   * First messages to contacts who never wrote, per number and day.
   */
  @AsNumber() @IsInt() @Min(0) PACING_FIRST_CONTACTS_PER_DAY = 50;
  /** What a number made here may send unasked on its first day; half as much more each day, for two weeks. */
  @AsNumber() @IsInt() @Min(0) PACING_WARM_UP_FIRST_DAY = 20;
  /** Seconds between two messages of a number that nobody asked for: a random time between these. */
  @AsNumber() @IsNumber() @Min(0) PACING_GAP_LEAST_SECONDS = 3;
  @AsNumber() @IsNumber() @Min(0) PACING_GAP_MOST_SECONDS = 12;
  /** Sends under way at once, per number and over all numbers of this replica. */
  @AsNumber() @IsInt() @Min(1) SEND_CONCURRENCY_PER_NUMBER = 2;
  @AsNumber() @IsInt() @Min(1) SEND_CONCURRENCY = 64;
}

export const readMigrationConfig = (): MigrationConfig => loadConfig(MigrationConfig);

export const readConfig = (): SenderConfig => loadConfig(SenderConfig);

export { TracingConfig };

export const readTracing = (): TracingConfig => loadConfig(TracingConfig);
