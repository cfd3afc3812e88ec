import {
  DescribeSenderLetterRequest,
  DiscardSenderLettersRequest,
  ListSenderLettersRequest,
  ReplaySenderLettersRequest,
} from '@bkcrm/contracts';
import { HandleRequest } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { request } from '../requests/requests.consumer.js';
import { ManageLetters } from './manage-letters.js';

/** What administrators ask about dead letters. */
@Controller()
export class LetterRequestsConsumer {
  constructor(private readonly letters: ManageLetters) {}

  @HandleRequest(request(ListSenderLettersRequest))
  onList(@Payload() body: ListSenderLettersRequest): Promise<ListSenderLettersRequest['reply']> {
    return this.letters.list(body);
  }

  @HandleRequest(request(DescribeSenderLetterRequest))
  onDescribe(@Payload() body: DescribeSenderLetterRequest): Promise<DescribeSenderLetterRequest['reply']> {
    return this.letters.describe(body);
  }

  @HandleRequest(request(ReplaySenderLettersRequest))
  onReplay(@Payload() body: ReplaySenderLettersRequest): Promise<ReplaySenderLettersRequest['reply']> {
    return this.letters.replay(body);
  }

  @HandleRequest(request(DiscardSenderLettersRequest))
  onDiscard(@Payload() body: DiscardSenderLettersRequest): Promise<DiscardSenderLettersRequest['reply']> {
    return this.letters.discard(body);
  }
}
