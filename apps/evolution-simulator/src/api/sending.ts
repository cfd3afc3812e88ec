import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatorConfig } from '../app.config.js';
import type { Instance } from '../state/instance.js';
import { Store } from '../state/store.js';
import type { Quote } from '../whatsapp/domain/context-info.js';
import { quoteOf } from '../whatsapp/domain/context-info.js';
import type { Draft } from '../whatsapp/domain/draft.js';
import { isGroupJid, isLidJid, jidOfNumber, phoneVariants, userOf } from '../whatsapp/domain/jid.js';
import { Outgoing } from '../whatsapp/outgoing.js';
import { People } from '../whatsapp/people.js';
import { ApiError, badRequest } from './api-error.js';

export interface SendOptions {
  number: string;
  delay?: number;
  quoted?: { key?: { id?: string; remoteJid?: string; fromMe?: boolean }; message?: Record<string, unknown> };
}

const lookupTimeout = 60_000;

/** The common way of everything under `/message`: find the number, then hand the message to WhatsApp. */
@Injectable()
export class Sending {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
    private readonly people: People,
    private readonly outgoing: Outgoing,
  ) {}

  async send(instance: Instance, options: SendOptions, draft: Draft): Promise<Record<string, unknown>> {
    const remoteJid = await this.find(instance, options.number);
    this.requireSession(instance);
    if (isGroupJid(remoteJid) && !instance.groups.some((group) => group.id === remoteJid)) {
      throw badRequest('[object Object]');
    }
    if (options.delay !== undefined && options.delay > 0) await pause(options.delay);
    // The session can end while the call waits.
    this.requireSession(instance);
    return this.outgoing.accept(instance, remoteJid, draft, this.quote(instance, options));
  }

  /** Asks WhatsApp whether the number exists, unless Evolution remembers it. Returns the registered address. */
  async find(instance: Instance, number: string): Promise<string> {
    const jid = jidOfNumber(number);
    if (isGroupJid(jid) || isLidJid(jid) || jid.endsWith('@broadcast')) return jid;
    const known = this.store.state.knownNumbers[userOf(jid)];
    if (known !== undefined) return known;
    const registered = await this.lookUp(instance, jid);
    if (registered === null) throw badRequest({ jid, exists: false, number });
    for (const phone of phoneVariants(userOf(jid))) this.store.state.knownNumbers[phone] = registered;
    return registered;
  }

  /** The existence check itself. */
  async lookUp(instance: Instance, jid: string): Promise<string | null> {
    if (!instance.started) {
      throw new ApiError(500, "Cannot read properties of undefined (reading 'onWhatsApp')");
    }
    if (instance.state === 'close') throw new ApiError(500, 'Connection Closed');
    if (this.people.isSilent(jid)) {
      await pause(lookupTimeout / this.config.SIMULATOR_TIME_SCALE, undefined, { ref: false });
      throw new ApiError(500, "Cannot read properties of undefined (reading 'find')");
    }
    return this.people.registeredJid(jid);
  }

  /** What the send itself fails with, once the number is known. */
  private requireSession(instance: Instance): void {
    if (instance.state === 'open') return;
    if (!instance.started) throw badRequest("TypeError: Cannot read properties of undefined (reading 'sendMessage')");
    if (instance.state === 'connecting')
      throw badRequest("TypeError: Cannot read properties of undefined (reading 'id')");
    throw badRequest('Error: Connection Closed');
  }

  /** A message Evolution does not know is sent unquoted, without a word. */
  private quote(instance: Instance, { quoted, number }: SendOptions): Quote | undefined {
    const id = quoted?.key?.id;
    if (quoted === undefined || id === undefined) return undefined;
    const stored = this.store.message(instance, id);
    if (stored !== undefined) {
      return quoteOf(stored, stored.key.fromMe ? (instance.wuid ?? '') : stored.key.remoteJid);
    }
    if (quoted.message === undefined) return undefined;
    return { id, participant: quoted.key?.remoteJid ?? jidOfNumber(number), message: quoted.message };
  }
}
