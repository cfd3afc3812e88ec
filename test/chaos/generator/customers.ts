import type { Ledger, WrittenMessage } from '../ledger.js';
import { pick } from '../random.js';
import type { World } from '../world/world.js';
import { instances } from './numbers.js';

const peopleOfANumber = 5;
/** Customers correct themselves soon. */
const mostRecent = 200;

interface Fresh extends WrittenMessage {
  phone: string;
}

/** Customers who write, correct and delete what they wrote, and react; now and then somebody types on the company's phone. */
export class Customers {
  private count = 0;
  private readonly fresh: Fresh[] = [];

  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    private readonly random: () => number,
  ) {}

  async act(): Promise<void> {
    const draw = this.random();
    if (draw < 0.8 || this.fresh.length === 0) return this.write('customerSends');
    if (draw < 0.85) return this.write('phoneSends');
    if (draw < 0.92) return this.react();
    return this.change(draw < 0.97 ? 'edit' : 'deletion');
  }

  private async write(how: 'customerSends' | 'phoneSends'): Promise<void> {
    const instance = pick(this.random, instances);
    const phone = phoneOf(instance, Math.floor(this.random() * peopleOfANumber));
    const text = `message ${(this.count += 1)}`;
    const { id } = await this.world.simulator[how]({ instance, phone, text });
    this.ledger.written.push({ instance, id, text });
    if (how === 'customerSends') this.fresh.push({ instance, phone, id, text });
    if (this.fresh.length > mostRecent) this.fresh.shift();
  }

  private async react(): Promise<void> {
    const { instance, phone, id } = pick(this.random, this.fresh);
    const text = pick(this.random, ['👍', '❤️', '']);
    await this.world.simulator.customerSends({ instance, phone, kind: 'reaction', messageId: id, text });
  }

  /** One change a message: which of two would win is the business of other tests. */
  private async change(kind: 'edit' | 'deletion'): Promise<void> {
    const index = Math.floor(this.random() * this.fresh.length);
    const [message] = this.fresh.splice(index, 1);
    if (message === undefined) return;
    const { instance, id } = message;
    const text = `${message.text}, corrected`;
    if (kind === 'edit') await this.world.simulator.edit(instance, id, text);
    else await this.world.simulator.remove(instance, id);
    this.ledger.changes.push({ instance, id, kind, text });
  }
}

const phoneOf = (instance: string, person: number): string =>
  `55119${80_000_000 + Number(instance.replace(/\D/g, '')) * 100 + person}`;
