import type { Device } from '../whatsapp/domain/identifiers.js';

/** Somebody on WhatsApp. */
export interface Person {
  /** Digits, as registered at WhatsApp (with or without the ninth digit). */
  phone: string;
  lid: string;
  name: string;
  device: Device;
  /** How WhatsApp addresses the chat with this person; `lid-only` hides the phone altogether. */
  addressing: 'pn' | 'lid' | 'lid-only';
}
