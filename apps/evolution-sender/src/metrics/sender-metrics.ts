import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge } from 'prom-client';

export const metricProviders = [
  makeCounterProvider({
    name: 'sends_total',
    help: 'Send attempts by outcome (sent, failed, unknown, held).',
    labelNames: ['outcome'],
  }),
  makeCounterProvider({
    name: 'evolution_calls_total',
    help: 'Calls to Evolution by route and by HTTP status, or by the error when there was no answer.',
    labelNames: ['route', 'status'],
  }),
  makeGaugeProvider({
    name: 'send_commands',
    help: 'Commands that are not settled, by state.',
    labelNames: ['state'],
  }),
];

@Injectable()
export class SenderMetrics {
  constructor(
    @InjectMetric('sends_total') private readonly sends: Counter<'outcome'>,
    @InjectMetric('evolution_calls_total') private readonly calls: Counter<'route' | 'status'>,
    @InjectMetric('send_commands') private readonly commands: Gauge<'state'>,
  ) {}

  countSend(outcome: string): void {
    this.sends.inc({ outcome });
  }

  countCall(route: string, status: string): void {
    this.calls.inc({ route, status });
  }

  setCommands(byState: Record<string, number>): void {
    for (const [state, count] of Object.entries(byState)) this.commands.set({ state }, count);
  }
}
