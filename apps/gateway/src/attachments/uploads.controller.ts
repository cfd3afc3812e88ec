import type { Principal } from '@bkcrm/read-model';
import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { Requires } from '../auth/requires.js';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { problems } from '../http/problem.js';
import { AttachmentDto } from '../resources/message.dto.js';
import { ReceiveUpload } from './receive-upload.js';
import { UploadDto } from './upload.dto.js';

@Controller('api/v1/attachments')
export class UploadsController {
  constructor(private readonly receive: ReceiveUpload) {}

  /**
   * Uploads a file to be sent: the body is its bytes. It is yours alone until you send it with its id, and removed after a day
   * if you do not.
   */
  @Post()
  @Requires('messages.send')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async upload(
    @CurrentPrincipal() { agentId }: Principal,
    @Query() { fileName, mimeType, kind }: UploadDto,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<AttachmentDto> {
    const { 'content-type': contentType = '', 'content-length': length } = request.headers;
    // A JSON body has been read by now.
    if (/^application\/(.+\+)?json\b/i.test(contentType)) throw problems.fileAsJson();
    try {
      return await this.receive.execute(agentId, {
        content: request,
        length: length === undefined ? undefined : Number(length),
        fileName,
        declaredType: mimeType ?? contentType,
        kind,
      });
    } catch (error) {
      // What is still coming is not wanted, and the connection is of no further use.
      response.setHeader('connection', 'close');
      request.resume();
      throw error;
    }
  }
}
