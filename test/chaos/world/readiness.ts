import { setTimeout as pause } from 'node:timers/promises';
import { replicas } from './replicas.js';
import type { Replica } from './replicas.js';

const every = 500;
const patience = 1_500;

/** What the administration ports say, asked all the time as an orchestrator does. */
export class Readiness {
  /** When the latest answer was asked for, by `performance.now()`, and whether it was yes. */
  private readonly answers = new Map<Replica, { askedAt: number; ready: boolean }>();
  private readonly stopping = new AbortController();

  constructor(private readonly port: (replica: Replica) => number) {}

  url(replica: Replica): string {
    return `http://127.0.0.1:${this.port(replica)}`;
  }

  isReady(replica: Replica | undefined): boolean {
    return replica !== undefined && this.answers.get(replica)?.ready === true;
  }

  /** Whether every replica has answered a question asked since then, and is ready. */
  allReadySince(since: number): boolean {
    return replicas.every((replica) => this.isReady(replica) && (this.answers.get(replica)?.askedAt ?? 0) >= since);
  }

  async start(): Promise<void> {
    await this.askAll();
    for (const replica of replicas) void this.keepAsking(replica);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Whether a probe of a replica answers 2xx. */
  async probe(replica: Replica, path: '/readyz' | '/livez' | '/startupz', within: number): Promise<boolean> {
    try {
      const response = await fetch(`${this.url(replica)}${path}`, { signal: AbortSignal.timeout(within) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  /** One detail that a replica's readiness gives about a part of it; undefined when it does not answer. */
  async detail(replica: Replica, part: string, name: string): Promise<unknown> {
    try {
      const response = await fetch(`${this.url(replica)}/readyz`, { signal: AbortSignal.timeout(5_000) });
      const { details } = (await response.json()) as { details: Record<string, Record<string, unknown>> };
      return details[part]?.[name];
    } catch {
      return undefined;
    }
  }

  private async askAll(): Promise<void> {
    await Promise.all(replicas.map((replica) => this.ask(replica)));
  }

  private async keepAsking(replica: Replica): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.ask(replica);
      await pause(every, undefined, { signal }).catch(() => {});
    }
  }

  private async ask(replica: Replica): Promise<void> {
    const askedAt = performance.now();
    this.answers.set(replica, { askedAt, ready: await this.probe(replica, '/readyz', patience) });
  }
}
