import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { NumberState } from '@bkcrm/contracts';
import type { Breaker } from '../sending/domain/circuit-breaker.js';

export const metricProviders = [
  makeCounterProvider({
    name: 'sends_total',
    help: 'Attempts and commands by what they came to.',
    labelNames: ['outcome'],
  }),
  makeHistogramProvider({
    name: 'send_attempt_duration_seconds',
    help: 'From the claim of a command until its outcome is stored.',
    labelNames: ['outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  }),
  makeCounterProvider({
    name: 'send_reconciliations_total',
    help: 'Attempts without an answer by how they were settled: echo, search, status, resent, unconfirmed.',
    labelNames: ['how'],
  }),
  makeCounterProvider({
    name: 'sends_unacknowledged_total',
    help: 'Messages that Evolution took and WhatsApp did not confirm within two minutes.',
  }),
  makeGaugeProvider({ name: 'send_queue_depth', help: 'Unsettled commands by state.', labelNames: ['state'] }),
  makeGaugeProvider({
    name: 'send_queue_due_seconds',
    help: 'For how long the oldest command of a number that is open has been due and has not left; 0 when there is none.',
  }),
  makeGaugeProvider({
    name: 'bkcrm_numbers',
    help: 'Numbers by the state of their connection; every replica says the same.',
    labelNames: ['state'],
  }),
  makeGaugeProvider({
    name: 'send_circuit_breakers',
    help: 'Circuit breakers of the numbers that this replica works, by state.',
    labelNames: ['state'],
  }),
  makeGaugeProvider({
    name: 'send_circuit_breakers_open',
    help: 'Numbers of this replica that cannot send for now, by why.',
    labelNames: ['reason'],
  }),
  makeGaugeProvider({ name: 'number_leases', help: 'Numbers that this replica works.' }),
  makeGaugeProvider({
    name: 'bkcrm_evolution_certificate_expiry_timestamp_seconds',
    help: 'When the first of the certificates of Evolution servers runs out; 0 when none is known.',
  }),
  makeCounterProvider({
    name: 'evolution_requests_total',
    help: 'Calls to Evolution by route and HTTP status, or net, tls or slow without an answer.',
    labelNames: ['route', 'outcome'],
  }),
];

const numberStates = ['open', 'connecting', 'close', 'missing', 'unknown'] as const satisfies readonly NumberState[];
const commandStates = ['queued', 'sending', 'unknown'] as const;
const breakerStates = ['closed', 'open', 'half-open'] as const;

@Injectable()
export class SenderMetrics {
  constructor(
    @InjectMetric('sends_total') private readonly sends: Counter<'outcome'>,
    @InjectMetric('send_attempt_duration_seconds') private readonly durations: Histogram<'outcome'>,
    @InjectMetric('send_reconciliations_total') private readonly reconciliations: Counter<'how'>,
    @InjectMetric('sends_unacknowledged_total') private readonly unacknowledged: Counter,
    @InjectMetric('send_queue_depth') private readonly depth: Gauge<'state'>,
    @InjectMetric('send_queue_due_seconds') private readonly due: Gauge,
    @InjectMetric('bkcrm_numbers') private readonly numbers: Gauge<'state'>,
    @InjectMetric('send_circuit_breakers') private readonly breakers: Gauge<'state'>,
    @InjectMetric('send_circuit_breakers_open') private readonly open: Gauge<'reason'>,
    @InjectMetric('number_leases') private readonly leases: Gauge,
    @InjectMetric('bkcrm_evolution_certificate_expiry_timestamp_seconds') private readonly certificates: Gauge,
    @InjectMetric('evolution_requests_total') private readonly requests: Counter<'route' | 'outcome'>,
  ) {}

  countSend(outcome: string): void {
    this.sends.inc({ outcome });
  }

  observeAttempt(outcome: string, seconds: number): void {
    this.countSend(outcome);
    this.durations.observe({ outcome }, seconds);
  }

  countReconciliation(how: 'echo' | 'search' | 'status' | 'resent' | 'unconfirmed'): void {
    this.reconciliations.inc({ how });
  }

  countUnacknowledged(): void {
    this.unacknowledged.inc();
  }

  countRequest(route: string, outcome: string): void {
    this.requests.inc({ route, outcome });
  }

  showQueue(counts: Record<(typeof commandStates)[number], number>): void {
    for (const state of commandStates) this.depth.set({ state }, counts[state]);
  }

  /** How long the oldest due command has waited, in seconds. */
  showDue(seconds: number): void {
    this.due.set(seconds);
  }

  showStates(counts: Partial<Record<NumberState, number>>): void {
    for (const state of numberStates) this.numbers.set({ state }, counts[state] ?? 0);
  }

  showCertificates(expiries: readonly { expiresAt: string }[]): void {
    const times = expiries.map(({ expiresAt }) => Date.parse(expiresAt) / 1_000);
    this.certificates.set(times.length === 0 ? 0 : Math.min(...times));
  }

  showNumbers(breakers: readonly Breaker[]): void {
    this.leases.set(breakers.length);
    for (const state of breakerStates)
      this.breakers.set({ state }, breakers.filter((breaker) => breaker.state === state).length);
    this.open.reset();
    for (const breaker of breakers) if (breaker.state !== 'closed') this.open.inc({ reason: breaker.reason });
  }
}
