import type { ChildProcess } from 'node:child_process';

/** A process that is started again when it ends by itself, after pauses that grow. */
export interface Supervised {
  readonly name: string;
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGTERM, and a start once it has ended. */
  restart(): Promise<void>;
}

interface Program {
  name: string;
  /** Arguments of node. */
  args: string[];
  environment: Record<string, string>;
}

/** The machine under the system, or under whatever else is measured: `scripts/launcher/throw-away-host.mjs`. */
export interface Host {
  /** Everything of this run lies here. */
  readonly folder: string;
  /** Of the superuser. */
  readonly databaseUrl: string;
  readonly brokerUrl: string;
  readonly database: Supervised;
  readonly broker: Supervised;
  /** Starts database and broker. */
  start(): Promise<void>;
  /** Runs a program to its end. @throws when it fails */
  run(program: Program): Promise<void>;
  /** `ready`: a URL that answers 2xx. */
  supervise(program: Program & { ready: string }): Supervised;
  /** A node process that ends with us and speaks over a channel. `name` is unique among those that run. */
  program(program: Program): ChildProcess;
  /** To the process and all that it started. */
  signal(supervised: Supervised, signal: NodeJS.Signals): void;
  /** rabbitmqctl; answers what it printed. @throws when it fails */
  brokerControl(...args: string[]): Promise<string>;
}
