import { existsSync } from 'node:fs';
import { AsNumber, loadConfig } from '@bkcrm/config';
import { IsInt, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';

/** The command line's environment; options win over it. */
export class CliConfig {
  /** The gateway. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] }) BKCRM_URL =
    'http://127.0.0.1:3001';
  /** An API token; without one, the login of the first administrator is used. */
  @IsOptional() @IsString() BKCRM_TOKEN?: string;
  @IsOptional() @IsString() BKCRM_ADMIN_EMAIL?: string;
  @IsOptional() @IsString() BKCRM_ADMIN_PASSWORD?: string;
  /** Where webhook-ingest tells about its spool. */
  @AsNumber() @IsInt() @Min(0) @Max(65_535) INGEST_ADMIN_PORT = 4010;
}

/** From the environment and, for what it leaves open, `.env` in the working directory. */
export function readConfig(): CliConfig {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(CliConfig);
}
