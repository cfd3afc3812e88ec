import { AsBoolean, AsList, AsNumber, loadConfig } from '@bkcrm/config';
import { ArrayMinSize, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min } from 'class-validator';

const webAddress = { require_tld: false, protocols: ['http', 'https'], require_protocol: true };

/** The sender's environment. */
export class SenderConfig {
  @IsString() DATABASE_URL: string;
  @IsString() AMQP_URL: string;
  @AsNumber() @IsInt() @Min(0) @Max(65_535) SENDER_ADMIN_PORT = 4012;
  @IsString() ADMIN_HOST = '127.0.0.1';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace']) LOG_LEVEL = 'info';
  @AsNumber() @IsInt() @Min(1) @Max(100) SENDER_DATABASE_POOL = 10;
  /** Folder of the media store, the same for every service. */
  @IsString() MEDIA_DIR: string;

  @IsUrl(webAddress) EVOLUTION_URL: string;
  /** Evolution's global key. */
  @IsString() EVOLUTION_API_KEY: string;
  /** PEM file of the authority (or the self-signed certificate itself) that Evolution's certificate is checked against. */
  @IsOptional() @IsString() EVOLUTION_CA_FILE?: string;
  /** SHA-256 fingerprints: exactly these certificates are trusted, whatever their host name, date or authority. */
  @IsOptional()
  @AsList()
  @Matches(/^([\da-f]{2}:?){31}[\da-f]{2}$/i, { each: true })
  EVOLUTION_CERT_SHA256?: string[];
  /** Switches the check of Evolution's certificate off. The last resort. */
  @AsBoolean() @IsBoolean() EVOLUTION_TLS_INSECURE = false;

  /** Where Evolution reaches our ingest. */
  @IsUrl(webAddress) WEBHOOK_PUBLIC_URL: string;
  /** The first one signs the hooks that are set. */
  @AsList() @ArrayMinSize(1) @IsString({ each: true }) WEBHOOK_SECRETS: string[];

  /** Messages a second that one number may send, and how many at once after a pause. */
  @AsNumber() @Min(0.01) @Max(1_000) SEND_RATE = 10;
  @AsNumber() @IsInt() @Min(1) @Max(1_000) SEND_BURST = 20;
  /** Calls under way at once for one number; they are of different conversations. */
  @AsNumber() @IsInt() @Min(1) @Max(100) SEND_CONCURRENCY = 8;
  /** An Evolution call that WhatsApp does not answer ends after 60 s by itself; giving up earlier would only lose the answer. */
  @AsNumber() @IsInt() @Min(1) SEND_TIMEOUT_SECONDS = 90;
  @AsNumber() @IsInt() @Min(1) LEASE_SECONDS = 20;
}

export const readConfig = (): SenderConfig => loadConfig(SenderConfig);
