import type { Command } from 'commander';
import type { CliConfig } from './app.config.js';
import { CommandFailed } from './command-failed.js';
import { Gateway } from './gateway/gateway.js';
import { list, table } from './output/table.js';
import type { Row } from './output/table.js';

export interface GlobalOptions {
  url?: string;
  email?: string;
  code?: string;
  json?: boolean;
}

/** What the commands share: the gateway, and the one way of answering. */
export class Context {
  constructor(
    readonly config: CliConfig,
    readonly options: GlobalOptions,
    private readonly write: (line: string) => void,
  ) {}

  get url(): string {
    return this.options.url ?? this.config.BKCRM_URL;
  }

  /** Runs work with the gateway and ends the session afterwards. */
  async withGateway<T>(work: (gateway: Gateway) => Promise<T>): Promise<T> {
    const gateway = new Gateway(this.url, this.identity());
    try {
      return await work(gateway);
    } finally {
      await gateway.close().catch(() => {});
    }
  }

  /** A page of several things: a table, or the page as it came. */
  showPage(page: unknown, columns: string[]): void {
    this.write(this.options.json ? JSON.stringify(page) : table((page as { items: Row[] }).items, columns));
  }

  /** One thing: its properties, or the thing itself. @param columns what people are shown of it, all by default */
  show(item: Row, columns: string[] = Object.keys(item)): void {
    const shown = Object.fromEntries(columns.map((column) => [column, item[column]]));
    this.write(this.options.json ? JSON.stringify(item) : list(shown));
  }

  private identity(): ConstructorParameters<typeof Gateway>[1] {
    const { BKCRM_TOKEN: token, BKCRM_ADMIN_EMAIL, BKCRM_ADMIN_PASSWORD: password } = this.config;
    if (token !== undefined) return { token };
    const email = this.options.email ?? BKCRM_ADMIN_EMAIL;
    if (email === undefined || password === undefined) {
      throw new CommandFailed(
        'nobody to log in as: set BKCRM_TOKEN, or BKCRM_ADMIN_EMAIL and BKCRM_ADMIN_PASSWORD',
        'cli.no-login',
      );
    }
    return { email, password, code: this.options.code };
  }
}

/** Adds commands to the program; the context is made when one of them runs. */
export type AddCommands = (program: Command, context: () => Context) => void;
