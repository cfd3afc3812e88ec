import { Latency } from '../measure/latency.js';
import { useDuring } from '../measure/machine-use.js';
import { Stage } from '../stage.js';
import { Product } from '../system/product.js';
import { agentsOfADepartment } from '../target.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';

const peopleOfANumber = 20;
const warmUpRate = 200;

/** Agents' texts through the sender and the simulated Evolution: until the gateway has taken them, and until WhatsApp has. */
export async function send(context: Context): Promise<Outcome> {
  const { host, say, rate = 100, minutes = 1, numbers = 100, sockets = agentsOfADepartment } = context;
  const instances = namesOf(numbers);
  await host.start();
  const product = await Product.start(context, { instances, agentsOfEach: sockets });
  const traffic = { instances, peopleOfANumber };
  const stage = await Stage.open(host, product, { traffic, socketsOfADepartment: sockets });
  say('customers write, so that there are tickets to answer');
  await stage.play({ messages: numbers * peopleOfANumber, rate: warmUpRate });
  say(`sending ${rate} texts a second for ${minutes * 60} s`);
  const count = Math.round(rate * minutes * 60);
  const { use, output: result } = await useDuring(product.parts(), () => stage.send({ count, rate }));
  const onWhatsapp = await textsOnWhatsapp(product, instances);
  await stage.close();
  return {
    rate,
    sent: result.sent,
    accepted: result.taken,
    refused: result.refused,
    delivered: result.left,
    lost: result.taken - result.left,
    /** The same text twice at WhatsApp. */
    doubled: onWhatsapp.length - new Set(onWhatsapp).size,
    taking: new Latency().add(result.taking).quantiles(),
    e2e: new Latency().add(result.leaving).quantiles(),
    ...use,
  };
}

async function textsOnWhatsapp({ simulator }: Product, instances: string[]): Promise<string[]> {
  const all = await Promise.all(instances.map((instance) => simulator.accepted(instance)));
  return all.flat().flatMap(({ text }) => (text?.startsWith('send ') === true ? [text] : []));
}
