import type { DescribeErasureRequest, EraseContactRequest, ErasureResource, RequestBody } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { refusals } from '../requests/refusals.js';
import { ErasureWorker } from './erasure-worker.js';
import { findErasure, insertErasure } from './erasures.js';

/** What administrators ask about erasing a person's data. */
@Injectable()
export class ErasureRequests {
  constructor(
    private readonly database: Database,
    private readonly worker: ErasureWorker,
  ) {}

  /** Asked for twice it is done once. @throws RequestRefused */
  async erase({ actorId, contactId, reason }: RequestBody<EraseContactRequest>): Promise<ErasureResource> {
    const erasure = await this.database.transaction(async (tx) => {
      await getActor(tx, actorId, 'personal-data.manage');
      const [contact] = await tx.query<{ mergedInto: string | null }>(
        'SELECT merged_into AS "mergedInto" FROM contact WHERE id = $1 FOR NO KEY UPDATE',
        [contactId],
      );
      if (contact?.mergedInto != null) throw refusals.contactMerged(contact.mergedInto);
      const known = await findErasure(tx, contactId);
      if (known !== undefined) return known;
      if (contact === undefined) throw refusals.contactNotFound();
      await insertErasure(tx, { contactId, before: null, reason, requestedBy: actorId });
      return findErasure(tx, contactId);
    });
    if (erasure === undefined) throw refusals.contactNotFound();
    this.worker.wake();
    return erasure;
  }

  /** @throws RequestRefused */
  async describe({ actorId, contactId }: RequestBody<DescribeErasureRequest>): Promise<ErasureResource> {
    await getActor(this.database, actorId, 'personal-data.manage');
    const erasure = await findErasure(this.database, contactId);
    if (erasure === undefined) throw refusals.erasureNotFound();
    return erasure;
  }
}
