import { eventually } from '@bkcrm/testing';
import { Auditor } from '../e2e/stored.js';
import type { System } from '../e2e/system.js';
import type { Action, Boundary } from './boundaries.js';
import type { Traffic, Verdict } from './traffic.js';

export interface Strike extends Verdict {
  recovery: 'by itself' | 'after a restart';
}

/** An attempt that hangs is given up after five times this, in seconds. */
const impatient = { EVOLUTION_TIMEOUT_SECONDS: '5' };
const settleWithin = 120_000;

/**
 * Lets a service be struck once at a boundary, in the middle of traffic, and looks at what became of it.
 * @throws when anything is lost, doubled, or stands still
 */
export async function strike(system: System, traffic: Traffic, boundary: Boundary, action: Action): Promise<Strike> {
  const isRestarted = action === 'kill' || (action === 'hang' && boundary.waitsForNothing === true);
  try {
    await provokeStrike(system, traffic, boundary, action);
    if (action !== 'kill' && isRestarted) await restart(system, boundary.service);
    return { ...(await goOn(traffic)), recovery: isRestarted ? 'after a restart' : 'by itself' };
  } catch (error) {
    // Whatever it broke must not break the next case.
    await restart(system, boundary.service);
    throw error;
  }
}

/** A service that was killed has been started again. @throws when the boundary is not reached */
export async function provokeStrike(
  system: System,
  traffic: Traffic,
  { name, service, needs }: Boundary,
  action: Action,
): Promise<void> {
  const environment = { FAILPOINTS: `${name}:${action}*1`, ...(service === 'evolution-sender' && impatient) };
  await end(system, service);
  if (needs === 'replay') await fillSpool(system, traffic);
  // Whoever dies while it starts dies of the failpoint, as its log says.
  await system.start(service, environment).catch((error: unknown) => {
    if (!String(error).includes(`failpoint ${name}: ${action}`)) throw error;
  });
  if (needs === 'spool') system.ingestBroker.cut();
  if (action === 'kill') {
    await eventually(
      async () => {
        if (!system.process(service).running) return;
        await provoke(traffic, needs);
        throw new Error(`${service} is alive`);
      },
      { timeout: 60_000, every: 300 },
    );
    system.ingestBroker.restore();
    await endLeases(system);
    await system.start(service);
    return;
  }
  await eventually(
    async () => {
      if (system.process(service).log.includes(`failpoint ${name}: ${action}`)) return;
      await provoke(traffic, needs);
      throw new Error(`${name} was not reached`);
    },
    { timeout: 60_000, every: 300 },
  );
  system.ingestBroker.restore();
}

/** More traffic, then the verdict over all of it. */
export async function goOn(traffic: Traffic): Promise<Verdict> {
  await traffic.wave();
  return traffic.settle(settleWithin);
}

async function provoke(traffic: Traffic, needs: Boundary['needs']): Promise<void> {
  if (needs === 'resume') await traffic.blink();
  else await traffic.wave(2);
}

async function fillSpool(system: System, traffic: Traffic): Promise<void> {
  system.ingestBroker.cut();
  await system.start('webhook-ingest');
  await traffic.wave();
  await eventually(async () => {
    const { pending } = await system.simulator.deliveries();
    if (pending > 0) throw new Error('webhooks are under way');
  });
  await system.process('webhook-ingest').kill();
  system.ingestBroker.restore();
}

async function restart(system: System, service: Boundary['service']): Promise<void> {
  system.ingestBroker.restore();
  await end(system, service);
  await system.start(service);
}

/** Gently where it can: a killed process gives no lease back. */
async function end(system: System, service: Boundary['service']): Promise<void> {
  const running = system.process(service);
  if (running.running) await running.stop(3_000);
  await endLeases(system);
}

/** Those of a process that is gone would run out by themselves within half a minute. */
const endLeases = (system: System): Promise<unknown> =>
  new Auditor(system.databaseUrl).query('UPDATE sender.number_lease SET expires_at = now()');
