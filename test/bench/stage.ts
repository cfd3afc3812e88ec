import { setTimeout as pause } from 'node:timers/promises';
import type { Host } from '../chaos/world/host.js';
import type { PostWebhooks } from './load/post-webhooks.js';
import type { Traffic } from './load/webhooks.js';
import { Latency } from './measure/latency.js';
import { usageByPart } from './measure/machine-use.js';
import type { SendResult } from './observers/send-texts.js';
import type { Sighting, WatchSockets } from './observers/watch-sockets.js';
import { Program } from './programs/program.js';
import type { Round } from './round.js';
import { departments, seatsOf } from './target.js';
import type { Target } from './target.js';

const connections = 128;
const connectsAtOnce = 25;
/** What does not come for so long is lost. */
const patience = 15_000;

export interface RoundOrder {
  messages: number;
  /** A second; null: all at once. */
  rate: number | null;
  withCompanions?: boolean;
  /** An agent answers every so-manieth message; 0: none. */
  answerEvery?: number;
}

let rounds = 0;

/** A target with its audience and somebody who posts. */
export class Stage {
  private constructor(
    readonly target: Target,
    private readonly traffic: Omit<Traffic, 'withCompanions'>,
    private readonly load: Program<PostWebhooks>,
    private readonly observers: Program<WatchSockets>[],
  ) {}

  /** Connects `socketsOfADepartment` clients to every department. */
  static async open(
    host: Host,
    target: Target,
    { traffic, socketsOfADepartment }: { traffic: Omit<Traffic, 'withCompanions'>; socketsOfADepartment: number },
  ): Promise<Stage> {
    const name = target.name.replaceAll(' ', '-');
    const load = Program.start<PostWebhooks>(host, `load-${name}`, 'post-webhooks');
    const hands = seatsOf(target, socketsOfADepartment, 2);
    const observers = await Promise.all(
      hands.map(async (seats, index) => {
        const observer = Program.start<WatchSockets>(host, `observer-${name}-${index + 1}`, 'watch-sockets');
        await observer.ask('connect', { url: target.sockets.url, seats, atOnce: connectsAtOnce });
        return observer;
      }),
    );
    return new Stage(target, traffic, load, observers);
  }

  /** Posts, and waits until everything that was taken has arrived or will not any more. */
  async play({ messages, rate, withCompanions = false, answerEvery = 0 }: RoundOrder): Promise<Round> {
    rounds += 1;
    const round = rounds;
    await Promise.all(this.observers.map((observer) => observer.ask('begin', { round, answerEvery })));
    const before = usageByPart(this.target.parts());
    const since = performance.now();
    const { url, headers } = this.target.webhooks;
    const traffic = { ...this.traffic, withCompanions };
    const result = await this.load.ask('post', { url, headers, traffic, round, count: messages, rate, connections });
    const expected = this.expectedOf(messages, result.refused);
    const sighting = await this.settle(expected);
    const seconds = (performance.now() - since) / 1_000;
    const after = usageByPart(this.target.parts());
    const delivered = sum(expected.map((count, department) => Math.min(count, sighting.seen[department] ?? 0)));
    const e2e = new Latency();
    for (const observer of this.observers) e2e.add(await observer.ask('latencies', null));
    const parts = Object.keys(after);
    return {
      rate,
      seconds,
      sent: result.sent,
      accepted: result.accepted,
      delivered,
      lost: result.accepted - delivered,
      repeated: sighting.repeated,
      gaps: sighting.gaps,
      isUneven: expected.some((count, department) => isUneven(count, sighting.counted[department])),
      e2e,
      http: new Latency().add(result.http),
      lateness: result.lateness,
      cpuMs: Object.fromEntries(parts.map((part) => [part, (after[part]?.cpuMs ?? 0) - (before[part]?.cpuMs ?? 0)])),
      memory: Object.fromEntries(parts.map((part) => [part, after[part]?.memory ?? 0])),
      answers: sighting.answers,
    };
  }

  /** One agent of each department sends; `rate` is of all of them, who sit in the first program. */
  send({ count, rate }: { count: number; rate: number }): Promise<SendResult> {
    rounds += 1;
    const [observer] = this.observers;
    if (observer === undefined) throw new Error('nobody is there to send');
    return observer.ask('send', { round: rounds, count, rate });
  }

  /** What the clients of all programs have seen of the round until now. */
  async look(): Promise<Sighting> {
    return (await Promise.all(this.observers.map((observer) => observer.ask('look', null)))).reduce(merge);
  }

  async close(): Promise<void> {
    await Promise.all([this.load, ...this.observers].map((program) => program.stop()));
  }

  /** How many messages each department is to see. */
  private expectedOf(messages: number, refused: number[]): number[] {
    const expected = Array.from({ length: departments }, () => 0);
    const departmentOf = (index: number): number => (index % this.traffic.instances.length) % departments;
    for (let index = 0; index < messages; index += 1) expected[departmentOf(index)]! += 1;
    for (const index of refused) expected[departmentOf(index)]! -= 1;
    return expected;
  }

  private async settle(expected: number[]): Promise<Sighting> {
    let best = -1;
    let since = performance.now();
    for (;;) {
      const sighting = await this.look();
      const seen = sum(Object.values(sighting.seen));
      const isAll = expected.every(
        (count, department) =>
          (sighting.seen[department] ?? 0) >= count && !isUneven(count, sighting.counted[department]),
      );
      if (seen > best) [best, since] = [seen, performance.now()];
      if (isAll || performance.now() - since > patience) return sighting;
      await pause(100);
    }
  }
}

const isUneven = (expected: number, counted: { least: number; most: number } | undefined): boolean =>
  counted !== undefined && (counted.least !== expected || counted.most !== expected);

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function merge(one: Sighting, other: Sighting): Sighting {
  const seen = { ...one.seen };
  for (const [department, count] of Object.entries(other.seen)) {
    seen[Number(department)] = Math.min(seen[Number(department)] ?? Infinity, count);
  }
  const counted = { ...one.counted };
  for (const [department, { least, most }] of Object.entries(other.counted)) {
    const known = counted[Number(department)] ?? { least, most };
    counted[Number(department)] = { least: Math.min(known.least, least), most: Math.max(known.most, most) };
  }
  return {
    seen,
    counted,
    repeated: one.repeated + other.repeated,
    gaps: one.gaps + other.gaps,
    connected: one.connected + other.connected,
    answers: {
      sent: one.answers.sent + other.answers.sent,
      taken: one.answers.taken + other.answers.taken,
      refused: one.answers.refused + other.answers.refused,
      delivered: one.answers.delivered + other.answers.delivered,
    },
  };
}
