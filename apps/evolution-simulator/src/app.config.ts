import { AsList, AsNumber, loadConfig } from '@bkcrm/config';
import { IsArray, IsIn, IsInt, IsNumber, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** The simulator's environment. */
export class SimulatorConfig {
  @AsNumber() @IsInt() @Min(0) @Max(65_535) SIMULATOR_PORT = 8090;
  /** The control API asks for no key: leave it on the loopback interface. */
  @IsString() SIMULATOR_HOST = '127.0.0.1';
  /** The global key of the simulated Evolution API (header `apikey`). */
  @IsString() SIMULATOR_API_KEY = 'simulator-key';
  /** Names of instances that are linked and open at start. */
  @AsList() @IsArray() @IsString({ each: true }) @Matches(/^[\w.-]+$/, { each: true }) SIMULATOR_INSTANCES: string[] =
    [];
  /** Folder where instances, hooks, contacts and chats survive a restart. */
  @IsOptional() @IsString() SIMULATOR_DATA?: string;
  /** Evolution's own waits (retries of webhooks, QR codes, timeouts) are divided by it. */
  @AsNumber() @IsNumber() @Min(0.001) SIMULATOR_TIME_SCALE = 1;
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace']) LOG_LEVEL = 'info';
}

export const readConfig = (): SimulatorConfig => loadConfig(SimulatorConfig);
