import { DescribeErasureRequest, EraseContactRequest } from '@bkcrm/contracts';
import { HandleRequest } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ErasureRequests } from '../erasing/erasure-requests.js';
import { request } from './requests.consumer.js';

/** What the gateway may ask for about a person's data. */
@Controller()
export class ErasureRequestsConsumer {
  constructor(private readonly erasures: ErasureRequests) {}

  @HandleRequest(request(EraseContactRequest))
  onErase(@Payload() body: EraseContactRequest): Promise<EraseContactRequest['reply']> {
    return this.erasures.erase(body);
  }

  @HandleRequest(request(DescribeErasureRequest))
  onDescribe(@Payload() body: DescribeErasureRequest): Promise<DescribeErasureRequest['reply']> {
    return this.erasures.describe(body);
  }
}
