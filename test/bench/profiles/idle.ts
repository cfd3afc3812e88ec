import { setTimeout as pause } from 'node:timers/promises';
import { useDuring } from '../measure/machine-use.js';
import { Product } from '../system/product.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';

/** What a start leaves to be done is over by then. */
const settlingSeconds = 60;

/** One number, nobody there, nothing happens: broker and database included, the simulator not. */
export async function idle(context: Context): Promise<Outcome> {
  const { host, say, minutes = 2, numbers = 1 } = context;
  await host.start();
  const product = await Product.start(context, { instances: namesOf(numbers), agentsOfEach: 1 });
  say('waiting until the start is over');
  await pause(Math.min(settlingSeconds, minutes * 60) * 1_000);
  say(`measuring for ${minutes * 60} s`);
  const { use } = await useDuring(product.parts(), () => pause(minutes * 60_000));
  return { ...use };
}
