import { serviceNames } from '@bkcrm/contracts';
import type {
  BrokerLinkState,
  DatabaseStatus,
  DiskStatus,
  NumberState,
  LetterBox,
  QueueResource,
  ReplicaResource,
  ReplicaState,
  ServiceName,
  SystemBackups,
  SystemResource,
} from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';

const linkStates = ['connecting', 'up', 'blocked', 'down'] as const;
const replicaStates = ['ready', 'not-ready', 'silent', 'gone', 'stopped', 'unheard'] as const;
const time = { type: String, format: 'date-time', nullable: true } as const;
const counts = { type: 'object', additionalProperties: { type: 'integer' }, nullable: true } as const;

class FailingCheckDto {
  check: string;
  /** Whether it makes the service not ready; otherwise it is about what the service depends on. */
  keepsFromServing: boolean;
}

class BrokerLinksDto {
  @ApiProperty({ enum: linkStates }) publish: BrokerLinkState;
  @ApiProperty({ enum: linkStates }) consume: BrokerLinkState;
}

class DatabaseStatusDto implements DatabaseStatus {
  @ApiProperty({ type: 'integer' }) busy: number;
  @ApiProperty({ type: 'integer' }) idle: number;
  /** Callers that wait for a connection. */
  @ApiProperty({ type: 'integer' }) waiting: number;
  /** Milliseconds from a question to its answer; null when it did not answer. */
  @ApiProperty({ type: Number, nullable: true }) pingMs: number | null;
}

class DiskStatusDto implements DiskStatus {
  /** What it is for: media, spool, backups, database. */
  folder: string;
  @ApiProperty({ type: 'integer' }) size: number;
  @ApiProperty({ type: 'integer' }) free: number;
}

class SystemDiskDto extends DiskStatusDto {
  host: string;
  @ApiProperty({ enum: serviceNames }) service: ServiceName;
}

class ReplicaDto implements ReplicaResource {
  @ApiProperty({ format: 'uuid' }) replicaId: string;
  /** Its machine or container. */
  host: string;
  version: string;
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  /** Silent after 15 seconds without a word, gone after a minute; stopped when it said so; unheard where this gateway has no broker. */
  @ApiProperty({ enum: replicaStates }) state: ReplicaState;
  @ApiProperty({ format: 'date-time' }) heardAt: string;
  @ApiProperty({ type: [FailingCheckDto] }) failing: FailingCheckDto[];
  broker: BrokerLinksDto;
  @ApiProperty({ type: DatabaseStatusDto, nullable: true }) database: DatabaseStatusDto | null;
  @ApiProperty({ type: [DiskStatusDto] }) disks: DiskStatusDto[];
}

class SystemServiceDto {
  @ApiProperty({ enum: serviceNames }) name: ServiceName;
  /** None: it was never heard. */
  @ApiProperty({ type: [ReplicaDto] }) replicas: ReplicaDto[];
}

class QueueDto implements QueueResource {
  queue: string;
  @ApiProperty({ enum: serviceNames }) service: ServiceName;
  @ApiProperty({ type: 'integer' }) ready: number;
  @ApiProperty({ type: 'integer' }) consumers: number;
  @ApiProperty({ type: 'integer' }) retrying: number;
  @ApiProperty({ type: 'integer' }) dead: number;
  /** Over all replicas. */
  @ApiProperty({ type: 'integer' }) unacknowledged: number;
  /** When what the oldest of those is about was received. */
  @ApiProperty(time) oldestAt: string | null;
}

class SystemSpoolDto {
  @ApiProperty({ type: 'integer' }) records: number;
  @ApiProperty({ type: 'integer' }) bytes: number;
  @ApiProperty(time) oldestAt: string | null;
}

class SystemSendsDto {
  @ApiProperty({ type: 'integer' }) queued: number;
  @ApiProperty({ type: 'integer' }) sending: number;
  @ApiProperty({ type: 'integer' }) unknown: number;
  /** For how long the oldest command of an open number has been due. */
  dueSeconds: number;
}

class SystemLedgerDto {
  /** Messages that are not accounted for, in hours that are over. */
  @ApiProperty({ type: 'integer' }) difference: number;
}

class LastProofDto {
  @ApiProperty({ format: 'date-time' }) at: string;
  ok: boolean;
}

class SystemBackupsDto implements SystemBackups {
  @ApiProperty(time) lastFullAt: string | null;
  @ApiProperty(time) lastDailyAt: string | null;
  @ApiProperty(time) nextAt: string | null;
  @ApiProperty({ type: LastProofDto, nullable: true }) lastProof: LastProofDto | null;
}

class SystemEventsDto {
  /** The last number of the event log, and the last that this gateway has released to its sockets. */
  @ApiProperty({ type: 'integer' }) head: number;
  @ApiProperty({ type: 'integer' }) position: number;
  /** From the last event to its release. */
  @ApiProperty({ type: Number, nullable: true }) lagSeconds: number | null;
}

export class SystemDto implements SystemResource {
  @ApiProperty({ format: 'date-time' }) at: string;
  /** Whether the gateway that answers reaches them itself. */
  broker: boolean;
  database: boolean;
  @ApiProperty({ type: [SystemServiceDto] }) services: SystemServiceDto[];
  @ApiProperty({ type: [QueueDto] }) queues: QueueDto[];
  @ApiProperty({ type: [SystemDiskDto] }) disks: SystemDiskDto[];
  @ApiProperty({ type: SystemSpoolDto, nullable: true }) spool: SystemSpoolDto | null;
  @ApiProperty({ type: SystemSendsDto, nullable: true }) sends: SystemSendsDto | null;
  /** By the state of their connection. */
  @ApiProperty(counts) numbers: Partial<Record<NumberState, number>> | null;
  /** By box. */
  @ApiProperty(counts) letters: Partial<Record<LetterBox, number>> | null;
  @ApiProperty({ type: SystemLedgerDto, nullable: true }) ledger: SystemLedgerDto | null;
  @ApiProperty({ type: SystemBackupsDto, nullable: true }) backups: SystemBackupsDto | null;
  @ApiProperty({ type: SystemEventsDto, nullable: true }) events: SystemEventsDto | null;
  /** Over all replicas of the gateway. */
  @ApiProperty({ type: 'integer' }) sockets: number;
}
