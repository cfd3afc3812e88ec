import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Host } from '../../chaos/world/host.js';
import type { Answer, Question } from './serve.js';

export type ProgramFile =
  | 'post-webhooks'
  | 'watch-sockets'
  | 'hold-sockets'
  | 'poll-chats'
  | 'ask-pages'
  | 'bare-ingest'
  | 'bare-store'
  | 'bare-fan-out'
  | 'old-script';

interface Waiting {
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

/** A part of the benchmark in a process of its own, such as `dist/bench/post-webhooks.js`. */
export class Program<Methods extends object> {
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    child.on('message', (answer: Answer) => this.settle(answer));
    child.on('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error(`${name} has ended; its log says why`));
    });
  }

  static start<Methods extends object>(host: Host, name: string, file: ProgramFile): Program<Methods> {
    const child = host.program({ name, args: [`dist/bench/${file}.js`], environment: { NODE_ENV: 'production' } });
    return new Program(name, child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Asks it; rejects with what went wrong there. */
  ask<Name extends keyof Methods & string>(
    method: Name,
    input: Methods[Name] extends (input: infer Input) => unknown ? Input : never,
  ): Promise<Methods[Name] extends (input: never) => infer Output ? Awaited<Output> : never> {
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.child.send({ id, method, input } satisfies Question);
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(`${this.name}: ${answer.error}`));
    else waiting?.resolve(answer.output);
  }
}
