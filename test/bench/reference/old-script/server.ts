import { freePort } from '@bkcrm/testing';
import type { Host } from '../../../chaos/world/host.js';
import { Program } from '../../programs/program.js';
import { departments } from '../../target.js';
import type { Target } from '../../target.js';
import type { OldScript } from './script.js';

/** The replaced script as something to be measured and restarted. */
export class OldServer implements Target {
  readonly name = 'old script';
  private starts = 0;
  private program: Program<OldScript> | undefined;

  private constructor(
    private readonly host: Host,
    readonly port: number,
    private readonly instances: string[],
  ) {}

  static async start(host: Host, instances: string[]): Promise<OldServer> {
    const server = new OldServer(host, await freePort(), instances);
    await server.start();
    return server;
  }

  get webhooks(): Target['webhooks'] {
    return { url: `http://127.0.0.1:${this.port}/webhook/evolution`, headers: {} };
  }

  get sockets(): Target['sockets'] {
    return { url: `http://127.0.0.1:${this.port}`, token: (department) => String(department) };
  }

  parts(): Record<string, number[]> {
    return { script: [this.program?.pid ?? 0], database: [this.host.database.pid ?? 0] };
  }

  async restart(): Promise<void> {
    await this.program?.stop();
    await this.start();
  }

  private async start(): Promise<void> {
    this.starts += 1;
    this.program = Program.start<OldScript>(this.host, `old-script-${this.starts}`, 'old-script');
    const { port, instances } = this;
    const { databaseUrl } = this.host;
    await this.program.ask('start', { databaseUrl, port, instances, departments, isFirst: this.starts === 1 });
  }
}
