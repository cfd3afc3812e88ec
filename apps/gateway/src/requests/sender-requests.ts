import { exchanges, SealingKeyRequest } from '@bkcrm/contracts';
import { Requester } from '@bkcrm/messaging';
import type { RequestType } from '@bkcrm/messaging';
import { sealFor } from '@bkcrm/secrets';
import { Injectable } from '@nestjs/common';

/** Evolution fetches a page from the internet before it says its version, and waits for WhatsApp before it shows a code. Milliseconds. */
const deadline = 45_000;

/** What administrators ask of the sender, which decides itself whether they are. Throws what Requester throws. */
@Injectable()
export class SenderRequests {
  constructor(private readonly requester: Requester) {}

  ask<T extends { actorId: string; reply: unknown }>(
    type: RequestType<T>,
    body: Omit<T, 'reply'>,
  ): Promise<T['reply']> {
    return this.requester.request(exchanges.requests, type, body, { deadline });
  }

  /** A secret for the sender, readable by nobody on the way. */
  async seal(actorId: string, secret: string, purpose: string): Promise<string> {
    const { publicKey } = await this.ask(SealingKeyRequest, { actorId });
    return sealFor(publicKey, secret, purpose);
  }
}
