import type { MediaStore } from '@bkcrm/media';
import { describe, expect, it, vi } from 'vitest';
import { aDelivery, aTextUpsert } from '../../../test/ticket-harness.js';
import { readDelivery } from '../read-delivery.js';
import { StoreInlineFiles } from './store-inline-files.js';

describe('StoreInlineFiles', () => {
  it.each([
    ['nothing of what cannot carry a file', {}, 0],
    ['what may carry one', { message: { imageMessage: {}, base64: 'AAAA' } }, 1],
  ])('reads %s', async (_, data, times) => {
    const read = readDelivery(aDelivery('messages.upsert', 'shop', { ...aTextUpsert(), ...data }));
    const facts = vi.fn(read.facts);
    await new StoreInlineFiles({} as MediaStore).execute({ ...read, facts });
    expect(facts).toHaveBeenCalledTimes(times);
  });

  it('reads a body that was fetched from the media store', async () => {
    const delivery = aDelivery('messages.upsert', 'shop', undefined);
    const read = readDelivery(delivery, { event: 'messages.upsert', instance: 'shop', data: aTextUpsert() });
    const facts = vi.fn(read.facts);
    await new StoreInlineFiles({} as MediaStore).execute({ ...read, facts });
    expect(facts).toHaveBeenCalledOnce();
  });
});
