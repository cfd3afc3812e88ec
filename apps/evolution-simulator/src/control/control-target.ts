import { Injectable, NotFoundException } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import type { Person } from '../state/person.js';
import type { StoredMessage } from '../state/stored-message.js';
import { Store } from '../state/store.js';
import { People } from '../whatsapp/people.js';

/** Finds what a call of the control API is about. */
@Injectable()
export class ControlTarget {
  constructor(
    private readonly store: Store,
    private readonly people: People,
  ) {}

  instance(name: string): Instance {
    const instance = this.store.instance(name);
    if (instance === undefined) throw new NotFoundException(`no instance ${name}`);
    return instance;
  }

  message(name: string, id: string): { instance: Instance; message: StoredMessage } {
    const instance = this.instance(name);
    const message = this.store.message(instance, id);
    if (message === undefined) throw new NotFoundException(`no message ${id}`);
    return { instance, message };
  }

  /** The person with the phone; whoever was not known becomes known. */
  person(phone: string): Person {
    return this.store.person(phone) ?? this.people.save({ phone });
  }
}
