import type { BrokerSignal, ServiceStatus } from '@bkcrm/contracts';
import { Clock } from '@bkcrm/observability';
import { readServiceStatus } from '@bkcrm/service-status';
import { Injectable } from '@nestjs/common';
import { HeardServices } from './domain/heard-services.js';
import { Listening } from './listening.js';
import { SystemWatchers } from './system-watchers.js';

/** Takes what the replicas of all services say of themselves. */
@Injectable()
export class ServiceReports {
  private ownId: string | undefined;

  constructor(
    private readonly heard: HeardServices,
    private readonly listening: Listening,
    private readonly watchers: SystemWatchers,
    private readonly clock: Clock,
  ) {}

  /** What came through the broker. */
  accept(signal: BrokerSignal): void {
    const status = readServiceStatus(signal);
    if (status === undefined) return;
    if (status.replicaId === this.ownId) this.listening.heardItself(Number(this.clock.now()));
    else this.add(status);
  }

  /** This replica's own word, which needs no broker. */
  addOwn(status: ServiceStatus): void {
    this.ownId = status.replicaId;
    this.add(status);
  }

  private add(status: ServiceStatus): void {
    this.heard.add(status, Number(this.clock.now()));
    this.watchers.changed();
  }
}
