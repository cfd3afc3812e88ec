import { Injectable } from '@nestjs/common';
import type { Instance } from '../state/instance.js';
import type { Person } from '../state/person.js';
import { Store } from '../state/store.js';
import { newLid, rowId } from './domain/identifiers.js';
import { isGroupJid, isLidJid, phoneJid, phoneVariants, userOf } from './domain/jid.js';

/** Who is on WhatsApp, and under which address. */
@Injectable()
export class People {
  constructor(private readonly store: Store) {}

  /** Adds the person, or changes the one registered under the phone. */
  save(person: Partial<Person> & { phone: string }): Person {
    const existing = this.store.person(person.phone);
    const { state } = this.store;
    state.absentNumbers = state.absentNumbers.filter((phone) => phone !== person.phone);
    if (existing !== undefined) {
      Object.assign(existing, person, { phone: existing.phone });
      this.store.announce({ type: 'people' });
      return existing;
    }
    const added: Person = { lid: newLid(), name: person.phone, device: 'android', addressing: 'pn', ...person };
    this.store.addPerson(added);
    this.store.announce({ type: 'people' });
    return added;
  }

  /** The person behind a phone's or LID's address; a stranger's phone becomes a person at the first message. */
  at(jid: string): Person {
    if (isLidJid(jid)) {
      return this.store.personByLid(jid) ?? this.save({ phone: userOf(jid), lid: jid, addressing: 'lid-only' });
    }
    return this.store.person(userOf(jid)) ?? this.save({ phone: userOf(jid) });
  }

  /** What WhatsApp says to "is this number registered?": the registered address, or null. */
  registeredJid(jid: string): string | null {
    if (isLidJid(jid)) return jid;
    const phone = userOf(jid);
    const person = this.store.person(phone);
    if (person !== undefined) return phoneJid(person.phone);
    if (phone.length < 10 || phone.length > 15) return null;
    const absent = phoneVariants(phone).some((variant) => this.store.state.absentNumbers.includes(variant));
    return absent ? null : phoneJid(phone);
  }

  isSilent(jid: string): boolean {
    return this.store.state.silentNumbers.includes(userOf(jid));
  }

  /** How WhatsApp addresses the chat with the person. */
  addressOf(person: Person): { remoteJid: string; remoteJidAlt?: string; addressingMode: 'pn' | 'lid' } {
    const pn = phoneJid(person.phone);
    if (person.addressing === 'pn') return { remoteJid: pn, remoteJidAlt: person.lid, addressingMode: 'pn' };
    if (person.addressing === 'lid') return { remoteJid: person.lid, remoteJidAlt: pn, addressingMode: 'lid' };
    return { remoteJid: person.lid, addressingMode: 'lid' };
  }

  /** One name for a chat, however it is addressed: the registered phone's jid, or the group's. */
  chatOf(jid: string): string {
    return isGroupJid(jid) ? jid : phoneJid(this.at(jid).phone);
  }

  /** Evolution's row of a contact, made at the first message; `isNew` tells which event announces it. */
  contactRow(
    instance: Instance,
    jid: string,
    pushName: string | null,
  ): { row: Instance['contacts'][number]; isNew: boolean } {
    const now = this.store.now().toISOString();
    const found = instance.contacts.find((contact) => contact.remoteJid === jid);
    if (found !== undefined) {
      found.pushName = pushName;
      found.updatedAt = now;
      return { row: found, isNew: false };
    }
    const row = { id: rowId(), remoteJid: jid, pushName, createdAt: now, updatedAt: now };
    instance.contacts.push(row);
    return { row, isNew: true };
  }
}
