import { randomBytes, randomInt } from 'node:crypto';

/** What a message was written on; WhatsApp shows it only in the form of the message's id. */
export type Device = 'android' | 'ios' | 'web';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex').toUpperCase();

/** A new message id in the form of the device. */
export function messageId(device: Device): string {
  if (device === 'android') return hex(16);
  return device === 'ios' ? `3A${hex(9)}` : `3EB0${hex(9)}`;
}

/** The id of a row in Evolution's database (a cuid). */
export const rowId = (): string => `cm${Array.from({ length: 23 }, () => randomInt(36).toString(36)).join('')}`;

/** A fresh LID: fifteen digits that say nothing about the phone. */
export const newLid = (): string => `${randomInt(100_000, 999_999)}${randomInt(100_000_000, 999_999_999)}@lid`;

/** The code of a QR image and of a pairing by phone number. */
export const qrCode = (): string =>
  `2@${[64, 32, 32, 32].map((length) => randomBytes(length).toString('base64')).join(',')}`;
export const pairingCode = (): string =>
  Array.from({ length: 8 }, () => '123456789ABCDEFGHJKLMNPQRSTVWXYZ'[randomInt(32)]).join('');

/** What Evolution takes a message's device for, from the form of its id. */
export function sourceOf(id: string): string {
  if (/^3A.{18}$/.test(id)) return 'ios';
  if (/^3E.{20}$/.test(id)) return 'web';
  if (/^(.{21}|.{32})$/.test(id)) return 'android';
  return /^(3F|.{18}$)/.test(id) ? 'desktop' : 'unknown';
}
