import type { LocationContent } from '@bkcrm/contracts';
import type { JsonRecord } from '../evolution-values.js';
import { countField, field, flagField, numberField, textField } from '../evolution-values.js';
import { cleanLine } from '../json-text.js';
import { compact } from './compact.js';
import { readThumbnail } from './media-content.js';
import type { ReadableContent } from './readable-content.js';
import { httpUrl } from './safe-url.js';

/** Reads a place or the start of a live location; null without coordinates on this planet. */
export function readLocation(type: string, body: JsonRecord): ReadableContent | null {
  const latitude = numberField(body, 'degreesLatitude') ?? numberField(body, 'latitude');
  const longitude = numberField(body, 'degreesLongitude') ?? numberField(body, 'longitude');
  if (latitude === undefined || longitude === undefined) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  const name = cleanLine(field(body, 'name')) ?? undefined;
  const address = cleanLine(field(body, 'address'), 1_000) ?? undefined;
  const location: LocationContent = compact({
    latitude,
    longitude,
    name,
    address,
    url: httpUrl(field(body, 'url')),
    thumbnail: readThumbnail(body),
    accuracy: countField(body, 'accuracyInMeters'),
  });
  const live = type === 'liveLocationMessage' || flagField(body, 'isLive');
  const text = textField(body, 'caption') ?? textField(body, 'comment') ?? [name, address].filter(Boolean).join('\n');
  return { kind: live ? 'live_location' : 'location', text: text || null, content: { location } };
}
