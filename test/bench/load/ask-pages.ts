import { setTimeout as pause } from 'node:timers/promises';
import { now } from '../measure/clock.js';
import { Latency } from '../measure/latency.js';
import type { Quantiles } from '../measure/latency.js';
import { serve } from '../programs/serve.js';

export interface Question {
  kind: string;
  url: string;
  token: string;
}

export interface AskPages {
  /** Asks on schedule, whatever the answers do; by kind. */
  ask(order: {
    questions: Question[];
    rate: number;
  }): Promise<Record<string, Quantiles & { count: number; refused: number }>>;
}

interface Answers {
  latency: Latency;
  refused: number;
}

async function ask({ questions, rate }: { questions: Question[]; rate: number }) {
  const kinds = new Map<string, Answers>();
  const begin = now();
  const under: Promise<void>[] = [];
  for (const [index, { kind, url, token }] of questions.entries()) {
    const intended = begin + (index * 1_000) / rate;
    if (intended > now()) await pause(intended - now());
    const of = kinds.get(kind) ?? { latency: new Latency(), refused: 0 };
    kinds.set(kind, of);
    under.push(askOne(of, intended, { url, token }));
  }
  await Promise.all(under);
  return Object.fromEntries(
    [...kinds].map(([kind, { latency, refused }]) => [kind, { count: latency.count, refused, ...latency.quantiles() }]),
  );
}

async function askOne(of: Answers, intended: number, { url, token }: { url: string; token: string }): Promise<void> {
  const isOk = await getOk(url, token);
  of.latency.record(now() - intended);
  if (!isOk) of.refused += 1;
}

async function getOk(url: string, token: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

serve({ ask } satisfies AskPages);
