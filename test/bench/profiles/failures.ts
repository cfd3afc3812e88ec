import { setTimeout as pause } from 'node:timers/promises';
import { TcpProxy } from '@bkcrm/testing';
import type { HoldSockets, Manner } from '../observers/hold-sockets.js';
import { Program } from '../programs/program.js';
import type { OldServer } from '../reference/old-script/server.js';
import type { Product } from '../system/product.js';
import { agentsOfADepartment, departments } from '../target.js';
import type { Target } from '../target.js';
import type { Context } from './context.js';

const cutSeconds = 25;
const backWithin = 30_000;
const atOnce = 20;

export interface Failures {
  clients: number;
  afterRestart: number;
  afterCut: number;
  /** Both together. */
  notBack: number;
}

/** How many clients are not current again half a minute after their server was restarted, and after their network was cut. */
export async function countFailures(
  context: Context,
  product: Product,
  script: OldServer,
): Promise<{ ours: Failures; old: Failures }> {
  context.say('restarting each server, and cutting its clients off');
  const ours = await failuresOf(context, product, 'bkcrm', () => product.replica('gateway-1').restart());
  const old = await failuresOf(context, script, 'old', () => script.restart());
  return { ours, old };
}

async function failuresOf(
  { host, sockets = agentsOfADepartment }: Context,
  { sockets: { url, token } }: Target,
  manner: Manner,
  restart: () => Promise<void>,
): Promise<Failures> {
  const proxy = await TcpProxy.to({ port: Number(new URL(url).port) });
  const holder = Program.start<HoldSockets>(host, `holder-of-${manner}`, 'hold-sockets');
  const clients = sockets * departments;
  const tokens = Array.from({ length: clients }, (_, seat) =>
    token(seat % departments, Math.floor(seat / departments)),
  );
  const opened = { url: `http://127.0.0.1:${proxy.port}`, tokens, atOnce, manner };
  try {
    await holder.ask('open', opened);
    await restart();
    await pause(backWithin);
    const afterRestart = clients - (await holder.ask('current', null));
    proxy.cut();
    await pause(cutSeconds * 1_000);
    proxy.restore();
    await pause(backWithin);
    const afterCut = clients - (await holder.ask('current', null));
    return { clients, afterRestart, afterCut, notBack: afterRestart + afterCut };
  } finally {
    await holder.stop();
    await proxy.close();
  }
}
