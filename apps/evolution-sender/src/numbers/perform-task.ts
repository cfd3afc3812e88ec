import { Database } from '@bkcrm/database';
import { Clock, failpoint } from '@bkcrm/observability';
import { OutboxRelay } from '@bkcrm/outbox';
import { SecretBox } from '@bkcrm/secrets';
import { Injectable, Logger } from '@nestjs/common';
import { EvolutionRefused } from '../evolution-api/evolution-api.js';
import type { EvolutionInstances, InstanceOwner } from '../evolution-api/evolution-instances.js';
import { EvolutionUnreachable } from '../evolution-api/evolution-unreachable.js';
import type { InstanceSettings } from '../evolution-api/read-instances.js';
import { backoff } from '../sending/domain/backoff.js';
import { EvolutionServers } from '../servers/evolution-servers.js';
import { announceNumber } from './announce-number.js';
import { helpDeskSettings } from './domain/help-desk-settings.js';
import type { TroubleCode } from './domain/number-trouble.js';
import { ForgetNumber } from './forget-number.js';
import { readInstanceToken } from './instance-token.js';
import type { NumberTask } from './number.entity.js';
import { ReleaseInstance } from './release-instance.js';
import { IngestSilent, WantedHook } from './wanted-hook.js';

export interface NumberWithTask {
  id: string;
  serverId: string;
  instanceName: string;
  task: NumberTask | null;
  taskFailures: number;
  instanceToken: string | null;
  wantsSettings: boolean;
  originalSettings: InstanceSettings | null;
}

const longestPauseMs = 60_000;

/** Evolution has an instance of the wanted name that our key does not open. */
class NameTaken extends Error {}

/**
 * Does at Evolution what a number needs: makes its instance, makes it anew, takes it away, gives it back. Every step is safe to
 * repeat after a crash or a lost answer: the instance's key is chosen and stored first, so whether the instance is ours can be asked.
 */
@Injectable()
export class PerformTask {
  private readonly logger = new Logger(PerformTask.name);

  constructor(
    private readonly database: Database,
    private readonly servers: EvolutionServers,
    private readonly hook: WantedHook,
    private readonly release: ReleaseInstance,
    private readonly forget: ForgetNumber,
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
    private readonly secrets: SecretBox,
  ) {}

  async execute(number: NumberWithTask): Promise<void> {
    try {
      await this.perform(number);
    } catch (error) {
      const isOutside = error instanceof EvolutionUnreachable || error instanceof EvolutionRefused;
      if (!isOutside && !(error instanceof IngestSilent) && !(error instanceof NameTaken)) throw error;
      await this.postpone(number, error);
    }
  }

  private async perform(number: NumberWithTask): Promise<void> {
    const instances = await this.servers.instances(number.serverId);
    if (number.task === 'create' || number.task === 'remake') {
      await this.make(number, instances);
      await this.finish(number);
    } else if (number.task === 'delete') {
      await this.remove(number, instances);
      await this.forget.execute(number.id);
    } else if (number.task === 'release') {
      await this.release.execute(number.id);
      await this.forget.execute(number.id);
    }
  }

  private async make(number: NumberWithTask, instances: EvolutionInstances): Promise<void> {
    const owner = await this.ownerOf(number, instances);
    if (owner === 'ours') return;
    if (owner === 'another') {
      // While a number is ours, so is the instance of its name; the one to come has another key.
      if (number.task !== 'remake') throw new NameTaken(`an instance ${number.instanceName} exists`);
      number.originalSettings ??= await this.rememberSettings(number, instances);
      await instances.remove(number.instanceName);
      await failpoint('n2');
    }
    await this.hook.requireIngest(number.id);
    await this.create(number, instances);
  }

  /** The new instance is to have what the one before had. */
  private async rememberSettings(
    { id, instanceName }: NumberWithTask,
    instances: EvolutionInstances,
  ): Promise<InstanceSettings | null> {
    const settings = await instances.settings(instanceName);
    if (settings === undefined) return null;
    await this.database.query('UPDATE number SET original_settings = $2, original_settings_at = $3 WHERE id = $1', [
      id,
      JSON.stringify(settings),
      this.clock.now(),
    ]);
    return settings;
  }

  private async create(number: NumberWithTask, instances: EvolutionInstances): Promise<void> {
    const { id, instanceName, instanceToken, wantsSettings, originalSettings } = number;
    const settings =
      wantsSettings || originalSettings === null ? helpDeskSettings(originalSettings ?? undefined) : originalSettings;
    const token = readInstanceToken(instanceToken ?? '', id, this.secrets);
    await instances.create({ name: instanceName, token, settings, webhook: this.hook.of(id) });
    await failpoint('n1');
    this.logger.log('an instance was made', { numberId: id, instance: instanceName });
  }

  /** Only what our key opens is ours to take away. */
  private async remove(number: NumberWithTask, instances: EvolutionInstances): Promise<void> {
    if ((await this.ownerOf(number, instances)) !== 'ours') return;
    await instances.remove(number.instanceName);
    this.logger.log('an instance was deleted', { numberId: number.id, instance: number.instanceName });
  }

  private async ownerOf(number: NumberWithTask, instances: EvolutionInstances): Promise<InstanceOwner> {
    const token = readInstanceToken(number.instanceToken ?? '', number.id, this.secrets);
    return instances.ownerOf(number.instanceName, token);
  }

  private async finish({ id, task }: NumberWithTask): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE number SET task = NULL, next_task_at = NULL, task_failures = 0, trouble = NULL, trouble_detail = NULL, state = 'close',
           original_webhook_at = coalesce(original_webhook_at, $3), original_settings_at = coalesce(original_settings_at, $3),
           next_check_at = $3, next_webhook_check_at = $3 WHERE id = $1 AND task = $2`,
        [id, task, now],
      );
      await announceNumber(tx, this.relay, id, now);
    });
  }

  private async postpone(number: NumberWithTask, error: Error): Promise<void> {
    const failures = number.taskFailures + 1;
    const trouble = troubleOf(number.task, error);
    const now = this.clock.now();
    const next = new Date(Number(now) + backoff(failures, Math.random(), { limit: longestPauseMs }));
    if (failures === 1 || failures % 20 === 0)
      this.logger.warn('a task of a number could not be done yet', { numberId: number.id, task: number.task }, error);
    await this.database.transaction(async (tx) => {
      const [changed] = await tx.query(
        `UPDATE number SET task_failures = $2, next_task_at = $3, trouble = $4, trouble_detail = $5 WHERE id = $1 RETURNING 1`,
        [number.id, failures, next, trouble, error.message],
      );
      if (changed !== undefined && failures === 1) await announceNumber(tx, this.relay, number.id, now);
    });
  }
}

function troubleOf(task: NumberTask | null, error: Error): TroubleCode {
  if (error instanceof NameTaken) return 'name-taken';
  if (error instanceof IngestSilent) return 'webhook';
  if (error instanceof EvolutionUnreachable) return error.reason;
  if (error instanceof EvolutionRefused && error.status === 401) return 'auth';
  return task === 'remake' ? 'not-remade' : 'not-created';
}
