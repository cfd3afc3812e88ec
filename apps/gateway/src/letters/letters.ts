import {
  DescribeLetterRequest,
  DescribeSenderLetterRequest,
  DiscardLettersRequest,
  DiscardSenderLettersRequest,
  ListLettersRequest,
  ListSenderLettersRequest,
  ReplayLettersRequest,
  ReplaySenderLettersRequest,
} from '@bkcrm/contracts';
import type { LetterResource, RequestBody } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import type { RequestType } from '@bkcrm/messaging';
import { Injectable } from '@nestjs/common';
import { audit } from '../audit/audit-log.js';
import type { AuditedAct } from '../audit/audit-log.js';
import type { Caller } from '../http/caller.js';
import { SenderRequests } from '../requests/sender-requests.js';
import { TicketRequests } from '../requests/ticket-requests.js';

/** Asks the service whose letters they are, and notes what was done. */
@Injectable()
export class Letters {
  constructor(
    private readonly database: Database,
    private readonly ticket: TicketRequests,
    private readonly sender: SenderRequests,
  ) {}

  list(request: RequestBody<ListLettersRequest>): Promise<ListLettersRequest['reply']> {
    return this.ask(ListLettersRequest, ListSenderLettersRequest, request);
  }

  describe(request: RequestBody<DescribeLetterRequest>): Promise<LetterResource> {
    return this.ask(DescribeLetterRequest, DescribeSenderLetterRequest, request);
  }

  async replay(request: RequestBody<ReplayLettersRequest>, caller: Caller): Promise<{ ids: string[] }> {
    const { ids } = await this.ask(ReplayLettersRequest, ReplaySenderLettersRequest, request);
    await this.note('letter.replayed', request, ids, { edited: request.body !== undefined }, caller);
    return { ids };
  }

  async discard(request: RequestBody<DiscardLettersRequest>, caller: Caller): Promise<{ ids: string[] }> {
    const { ids } = await this.ask(DiscardLettersRequest, DiscardSenderLettersRequest, request);
    await this.note('letter.discarded', request, ids, { reason: request.reason }, caller);
    return { ids };
  }

  private ask<T extends { actorId: string; box: string; reply: unknown }>(
    ofTicket: RequestType<T>,
    ofSender: RequestType<T>,
    request: Omit<T, 'reply'> & { box: string },
  ): Promise<T['reply']> {
    return request.box === 'sender' ? this.sender.ask(ofSender, request) : this.ticket.ask(ofTicket, request);
  }

  /** One entry for each letter, under its id. */
  private async note(
    act: AuditedAct,
    { actorId, box }: { actorId: string; box: string },
    ids: string[],
    details: Record<string, unknown>,
    caller: Caller,
  ): Promise<void> {
    for (const subjectId of ids)
      await audit(this.database, { act, actorId, subjectId, caller, details: { box, ...details } });
  }
}
