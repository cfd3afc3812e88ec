import { setTimeout as pause } from 'node:timers/promises';
import { strikes } from './faults/strikes.js';
import type { Heal } from './faults/fault.js';
import type { Ledger, StruckFault } from './ledger.js';
import type { Canary } from './observing/canary.js';
import type { PlannedFault } from './schedule.js';
import type { World } from './world/world.js';

/** What has not recovered after this long will not by itself. */
const patience = 240_000;
/** So many faults are at work at once at most; on a slow machine the next one waits. */
const mostAtOnce = 2;

/** Lets the schedule happen, and measures after every fault how long it takes until all is as before. */
export class Torment {
  private readonly begin = performance.now();
  private readonly recovering = new Set<StruckFault>();

  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    private readonly canary: Canary,
    private readonly say: (line: string) => void,
  ) {}

  /** Ends when the last fault has healed and the system has recovered from it. What could not begin within the time is left out. */
  async run(schedule: readonly PlannedFault[], within: number): Promise<void> {
    const under = new Set<Promise<void>>();
    for (const planned of schedule) {
      await pause(Math.max(0, planned.at - this.elapsed));
      while (under.size >= mostAtOnce) await Promise.race(under);
      if (this.elapsed > within) break;
      const striking = this.strike(planned).finally(() => under.delete(striking));
      under.add(striking);
    }
    await Promise.all(under);
  }

  private get elapsed(): number {
    return performance.now() - this.begin;
  }

  private async strike(planned: PlannedFault): Promise<void> {
    const fault: StruckFault = { ...planned, overlapped: this.recovering.size > 0, recoverySeconds: null };
    for (const other of this.recovering) other.overlapped = true;
    this.recovering.add(fault);
    this.ledger.faults.push(fault);
    this.say(
      `${this.clock()} ${fault.kind} of ${fault.target}${fault.lasts > 0 ? ` for ${fault.lasts / 1_000} s` : ''}`,
    );
    const healed = this.perform(fault).catch((error: unknown) => {
      fault.problem = String(error);
    });
    const struck = performance.now();
    await healed;
    // What takes its time without anybody healing it, as a restart does, is measured from its beginning.
    const since = fault.lasts > 0 ? performance.now() : struck;
    const recovered = await this.canary.recovery(patience);
    fault.recoverySeconds = recovered ? (performance.now() - since) / 1_000 : null;
    this.recovering.delete(fault);
    const seconds = fault.recoverySeconds?.toFixed(1) ?? 'never';
    this.say(
      `${this.clock()}   ${fault.kind} of ${fault.target}: as before after ${seconds} s${fault.problem ? ` (${fault.problem})` : ''}`,
    );
  }

  private async perform(fault: PlannedFault): Promise<void> {
    const heal: Heal | void = await strikes[fault.kind](this.world, fault);
    if (heal === undefined) return;
    await pause(fault.lasts);
    await heal();
  }

  private clock(): string {
    const seconds = Math.round(this.elapsed / 1_000);
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
