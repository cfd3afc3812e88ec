import { Controller, Get, Inject, Module } from '@nestjs/common';
import type { DynamicModule, INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import type { HealthCheckResult, HealthIndicatorFunction } from '@nestjs/terminus';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { showChecks } from './check-metrics.js';
import { Probes } from './probes.js';
import type { ProbeCheck } from './probe-check.js';

@Controller()
class ProbesController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(Probes) private readonly probes: Probes,
  ) {}

  @Get('livez')
  @HealthCheck()
  livez(): Promise<HealthCheckResult> {
    return this.health.check(this.functions(this.probes.liveness));
  }

  @Get('readyz')
  @HealthCheck()
  readyz(): Promise<HealthCheckResult> {
    return this.health.check([
      ...this.functions(this.probes.readiness),
      ...this.functions(this.probes.information, { informationOnly: true }),
    ]);
  }

  @Get('startupz')
  @HealthCheck()
  startupz(): Promise<HealthCheckResult> {
    return this.health.check(this.functions(this.probes.startup));
  }

  private functions(checks: Map<string, ProbeCheck>, { informationOnly = false } = {}): HealthIndicatorFunction[] {
    return [...checks].map(([name, check]) => () => {
      const { ok, details } = check();
      const session = this.indicator.check(name);
      if (informationOnly) return session.up({ ok, ...details });
      return ok ? session.up(details) : session.down(details);
    });
  }
}

/**
 * Milliseconds between two looks at how late the event loop is. The library's own 10 ms wake an idle process a hundred times a second,
 * which costs it half a percent of a core; what matters (the alert, the panel) is far longer.
 */
const eventLoopMonitoringPrecision = 100;

@Module({})
class AdministrationModule {
  static for(probes: Probes): DynamicModule {
    return {
      module: AdministrationModule,
      imports: [
        TerminusModule.forRoot({ logger: false }),
        PrometheusModule.register({ defaultMetrics: { enabled: true, config: { eventLoopMonitoringPrecision } } }),
      ],
      controllers: [ProbesController],
      providers: [{ provide: Probes, useValue: probes }],
    };
  }
}

/**
 * Listens on the administration port with `/livez`, `/readyz`, `/startupz` and `/metrics`, apart from the service's own traffic:
 * floods, guards and slow clients there cannot make a healthy process look dead.
 */
export async function startAdministration(options: {
  port: number;
  host: string;
  probes: Probes;
  logger: LoggerService;
}): Promise<INestApplication> {
  const app = await NestFactory.create(AdministrationModule.for(options.probes), {
    logger: options.logger,
    bufferLogs: false,
  });
  showChecks(options.probes);
  await app.listen(options.port, options.host);
  return app;
}
