import {
  DescribeLetterRequest,
  DiscardLettersRequest,
  ListLettersRequest,
  ReplayLettersRequest,
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

  @HandleRequest(request(ListLettersRequest))
  onList(@Payload() body: ListLettersRequest): Promise<ListLettersRequest['reply']> {
    return this.letters.list(body);
  }

  @HandleRequest(request(DescribeLetterRequest))
  onDescribe(@Payload() body: DescribeLetterRequest): Promise<DescribeLetterRequest['reply']> {
    return this.letters.describe(body);
  }

  @HandleRequest(request(ReplayLettersRequest))
  onReplay(@Payload() body: ReplayLettersRequest): Promise<ReplayLettersRequest['reply']> {
    return this.letters.replay(body);
  }

  @HandleRequest(request(DiscardLettersRequest))
  onDiscard(@Payload() body: DiscardLettersRequest): Promise<DiscardLettersRequest['reply']> {
    return this.letters.discard(body);
  }
}
