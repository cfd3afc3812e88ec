import type { FileContent, SendableContent } from '@bkcrm/contracts';
import { isFile } from '@bkcrm/contracts';
import type { SentContent } from '../../evolution-api/read-sent-content.js';

/**
 * How well what was sent fits what was ordered. `certain`: it says the same. `possible`: nothing contradicts it, but another
 * message could look the same: Evolution converts pictures, stickers and voice notes, so their bytes are others.
 */
export type ContentMatch = 'certain' | 'possible' | 'none';

export function matchContent(ordered: SendableContent, sent: SentContent): ContentMatch {
  if (isFile(ordered)) return sent.kind === ordered.kind ? matchFile(ordered, sent) : 'none';
  if (ordered.kind === 'text')
    return certainIf(sent.kind === 'text' && plainText(sent.text) === plainText(ordered.text));
  if (ordered.kind === 'location')
    return certainIf(
      sent.kind === 'location' && isNear(sent.latitude, ordered.latitude) && isNear(sent.longitude, ordered.longitude),
    );
  return certainIf(sent.kind === 'contacts' && sent.phones.join() === phonesOf(ordered).join());
}

function matchFile(ordered: FileContent, sent: Extract<SentContent, { caption: string }>): ContentMatch {
  const hash = /[\da-f]{64}$/.exec(ordered.object)?.[0];
  if (plainText(sent.caption) !== plainText(ordered.caption ?? '')) return 'none';
  if (hash !== undefined && hash === sent.sha256) return 'certain';
  // These go as they are: other bytes are another file.
  const isKept = ordered.kind === 'document' || ordered.kind === 'video';
  return isKept && hash !== undefined && sent.sha256 !== undefined ? 'none' : 'possible';
}

/** Equal for orders that could be taken for each other. */
export function contentKey(ordered: SendableContent): string {
  if (isFile(ordered)) return `${ordered.kind} ${plainText(ordered.caption ?? '')}`;
  if (ordered.kind === 'text') return `text ${plainText(ordered.text)}`;
  if (ordered.kind === 'location') return `location ${ordered.latitude} ${ordered.longitude}`;
  return `contacts ${phonesOf(ordered).join()}`;
}

const certainIf = (fits: boolean): ContentMatch => (fits ? 'certain' : 'none');
const plainText = (text: string): string => text.normalize('NFC').trim();
/** About a tenth of a metre: coordinates lose digits on the way. */
const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 1e-6;
const phonesOf = ({ contacts }: Extract<SendableContent, { kind: 'contacts' }>): string[] =>
  contacts.map(({ phone }) => phone.replaceAll(/\D/g, ''));
