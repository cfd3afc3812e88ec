import { headers } from '@bkcrm/contracts';
import { MediaStore } from '@bkcrm/media';
import type { Delivery } from '@bkcrm/messaging';
import { Injectable } from '@nestjs/common';
import { readDelivery } from './read-delivery.js';
import type { ReadDelivery } from './read-delivery.js';

/** Reads webhooks; the body of one that was too large for the broker is fetched from the media store. */
@Injectable()
export class LoadDelivery {
  constructor(private readonly media: MediaStore) {}

  async execute(delivery: Delivery): Promise<ReadDelivery> {
    const reference = delivery.headers[headers.bodyRef];
    if (typeof reference !== 'string') return readDelivery(delivery);
    const stored = await this.media.read(reference);
    const body = stored === undefined ? undefined : parse(stored);
    if (body !== undefined) return readDelivery(delivery, body);
    const read = readDelivery(delivery, {});
    read.malformed = stored === undefined ? 'its body is not in the media store' : 'its stored body is no JSON';
    return read;
  }
}

function parse(stored: Buffer): unknown {
  try {
    return JSON.parse(stored.toString('utf8'));
  } catch {
    return undefined;
  }
}
