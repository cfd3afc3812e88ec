import {
  CancelMessageRequest,
  DeleteMessageRequest,
  EditMessageRequest,
  ReactToMessageRequest,
  RegisterUploadRequest,
  ResolveMessageRequest,
  SendAgainRequest,
  SendMessageRequest,
} from '@bkcrm/contracts';
import { HandleRequest } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { RegisterUpload } from '../files/register-upload.js';
import { ActOnMessage } from '../sending/acts/act-on-message.js';
import { EndMessage } from '../sending/end-message.js';
import { SendAgentMessage } from '../sending/send-message.js';
import { request } from './requests.consumer.js';

/** What the gateway may ask for about messages. */
@Controller()
export class MessageRequestsConsumer {
  constructor(
    private readonly sendMessage: SendAgentMessage,
    private readonly actOnMessage: ActOnMessage,
    private readonly endMessage: EndMessage,
    private readonly registerUpload: RegisterUpload,
  ) {}

  @HandleRequest(request(SendMessageRequest))
  onSendMessage(@Payload() body: SendMessageRequest): Promise<SendMessageRequest['reply']> {
    return this.sendMessage.execute(body);
  }

  @HandleRequest(request(ReactToMessageRequest))
  onReact(@Payload() body: ReactToMessageRequest): Promise<ReactToMessageRequest['reply']> {
    return this.actOnMessage.react(body);
  }

  @HandleRequest(request(EditMessageRequest))
  onEdit(@Payload() body: EditMessageRequest): Promise<EditMessageRequest['reply']> {
    return this.actOnMessage.edit(body);
  }

  @HandleRequest(request(DeleteMessageRequest))
  onDelete(@Payload() body: DeleteMessageRequest): Promise<DeleteMessageRequest['reply']> {
    return this.actOnMessage.delete(body);
  }

  @HandleRequest(request(CancelMessageRequest))
  onCancel(@Payload() body: CancelMessageRequest): Promise<CancelMessageRequest['reply']> {
    return this.endMessage.cancel(body);
  }

  @HandleRequest(request(ResolveMessageRequest))
  onResolve(@Payload() body: ResolveMessageRequest): Promise<ResolveMessageRequest['reply']> {
    return this.endMessage.resolve(body);
  }

  @HandleRequest(request(SendAgainRequest))
  onSendAgain(@Payload() body: SendAgainRequest): Promise<SendAgainRequest['reply']> {
    return this.endMessage.sendAgain(body);
  }

  @HandleRequest(request(RegisterUploadRequest))
  onRegisterUpload(@Payload() body: RegisterUploadRequest): Promise<RegisterUploadRequest['reply']> {
    return this.registerUpload.execute(body);
  }
}
