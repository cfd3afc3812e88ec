import type { ContactUpdate } from './contact-update.js';

/** Milliseconds; what was said is remembered for once to twice as long. */
const kept = 60_000;
/** Contacts of one round; more are not remembered, and what is said of them goes on as it always did. */
const mostContacts = 50_000;

/** What was last said of a contact. */
interface Said {
  values: Map<string, string>;
  /** Webhooks that say something of them and are not on the queue yet. */
  underWay: number;
}

type Round = Map<string, Map<string, Said>>;

/**
 * Remembers what was last said of each contact, for a minute or two. Evolution tells of a contact twice with every message that they write,
 * and nearly always the same. What says it again need not go further: it is on the queue already, and nothing else is behind it.
 *
 * Each replica remembers what it heard itself. Where another one heard something else in between, what is repeated here is heard again when
 * the minute is over.
 *
 * Pure: the caller brings the time.
 */
export class SaidOfContacts {
  private current: Round = new Map();
  private previous: Round = new Map();
  private contacts = 0;
  private round = 0;

  isRepeated({ book, address, values }: ContactUpdate, now: number): boolean {
    this.turn(now);
    const said = this.find(book, address);
    if (said === undefined || said.underWay > 0) return false;
    return [...values].every(([name, value]) => said.values.get(name) === value);
  }

  /** It goes on its way. The returned function is to be told whether it is on the queue, behind everything that was said before. */
  add({ book, address, values }: ContactUpdate, now: number): (isQueued: boolean) => void {
    this.turn(now);
    const said = this.find(book, address) ?? this.remember(book, address);
    said.underWay += 1;
    for (const [name, value] of values) said.values.set(name, value);
    return (isQueued) => {
      said.underWay -= 1;
      if (!isQueued) this.forget(book, address);
    };
  }

  /** Something is said of these contacts that was not looked into; of all of the number's without an address. */
  forget(book: string, address?: string): void {
    for (const round of [this.current, this.previous]) {
      if (address === undefined) round.delete(book);
      else round.get(book)?.delete(address);
    }
  }

  private find(book: string, address: string): Said | undefined {
    return this.current.get(book)?.get(address) ?? this.previous.get(book)?.get(address);
  }

  private remember(book: string, address: string): Said {
    const said = { values: new Map<string, string>(), underWay: 0 };
    if (this.contacts >= mostContacts) return said;
    this.contacts += 1;
    const known = this.current.get(book);
    if (known === undefined) this.current.set(book, new Map([[address, said]]));
    else known.set(address, said);
    return said;
  }

  private turn(now: number): void {
    const round = Math.floor(now / kept);
    if (round === this.round) return;
    this.previous = round === this.round + 1 ? this.current : new Map();
    this.current = new Map();
    this.contacts = 0;
    this.round = round;
  }
}
