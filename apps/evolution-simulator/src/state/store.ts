import { Clock } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { Instance } from './instance.js';
import type { Person } from './person.js';
import { emptyState } from './simulator-state.js';
import type { SimulatorState } from './simulator-state.js';
import type { StoredMessage } from './stored-message.js';
import { phoneVariants } from '../whatsapp/domain/jid.js';

/** Something a viewer of the chats wants to know at once. */
export interface Change {
  type: 'message' | 'presence' | 'instances' | 'people';
  instance?: string;
  /** The phone of the contact, or the group's jid. */
  chat?: string;
  data?: unknown;
}

/** The state in memory, and the stream of its changes. */
@Injectable()
export class Store {
  state: SimulatorState = emptyState();
  readonly changes = new Subject<Change>();

  /** By phone; of each list that was the state's. */
  private readonly peopleOf = new WeakMap<Person[], Map<string, Person>>();
  private readonly messagesById = new WeakMap<Instance, Map<string, StoredMessage>>();

  constructor(private readonly clock: Clock) {}

  now(): Date {
    return this.clock.now();
  }

  instance(name: string): Instance | undefined {
    return this.state.instances.find((instance) => instance.name === name);
  }

  /** The person registered under the phone, whichever form of a Brazilian number is given. */
  person(phone: string): Person | undefined {
    const registered = this.peopleByPhone();
    for (const variant of phoneVariants(phone)) {
      const person = registered.get(variant);
      if (person !== undefined) return person;
    }
    return undefined;
  }

  addPerson(person: Person): void {
    this.peopleByPhone().set(person.phone, person);
    this.state.people.push(person);
  }

  personByLid(lid: string): Person | undefined {
    return this.state.people.find((person) => person.lid === lid);
  }

  addMessage(instance: Instance, message: StoredMessage): void {
    this.messagesOf(instance).set(message.key.id, message);
    instance.messages.push(message);
  }

  message(instance: Instance, id: string): StoredMessage | undefined {
    return this.messagesOf(instance).get(id);
  }

  announce(change: Change): void {
    this.changes.next(change);
  }

  private peopleByPhone(): Map<string, Person> {
    const { people } = this.state;
    const known = this.peopleOf.get(people);
    if (known !== undefined) return known;
    const made = new Map(people.map((person) => [person.phone, person]));
    this.peopleOf.set(people, made);
    return made;
  }

  private messagesOf(instance: Instance): Map<string, StoredMessage> {
    const known = this.messagesById.get(instance);
    if (known !== undefined) return known;
    const made = new Map(instance.messages.map((message) => [message.key.id, message]));
    this.messagesById.set(instance, made);
    return made;
  }
}
