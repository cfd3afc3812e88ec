import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { findAttachment } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { problems } from '../http/problem.js';
import { readRange } from './domain/byte-range.js';
import type { ByteRange } from './domain/byte-range.js';
import { presentationOf } from './domain/presentation.js';

@Controller('api/v1/attachments')
export class AttachmentsController {
  constructor(
    private readonly database: Database,
    private readonly media: MediaStore,
  ) {}

  /** The bytes of an attachment; one `Range` is served. */
  @Get(':id')
  @ApiOkResponse({ content: { '*/*': { schema: { type: 'string', format: 'binary' } } } })
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: IdParameter,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const attachment = await findAttachment(this.database, principal, id);
    const file = attachment === undefined ? undefined : await this.media.open(attachment.object);
    if (attachment === undefined || file === undefined) throw problems.attachmentNotFound();
    const { contentType, contentDisposition } = presentationOf(attachment.mimeType, attachment.fileName);
    response.setHeader('content-type', contentType);
    response.setHeader('content-disposition', contentDisposition);
    response.setHeader('content-security-policy', "sandbox; default-src 'none'");
    // A stored file never changes, but only its agents may keep it.
    response.setHeader('cache-control', 'private, max-age=604800, immutable');
    response.setHeader('accept-ranges', 'bytes');
    const range = readRange(request.headers.range, file.size);
    if (range === 'unsatisfiable') {
      file.stream.destroy();
      response.setHeader('content-range', `bytes */${file.size}`);
      response.statusCode = 416;
      response.end();
      return;
    }
    await send(response, file, range);
  }
}

async function send(
  response: HttpResponse,
  file: { stream: Readable; size: number },
  range: ByteRange | undefined,
): Promise<void> {
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  response.statusCode = range === undefined ? 200 : 206;
  if (range !== undefined) response.setHeader('content-range', `bytes ${start}-${end}/${file.size}`);
  response.setHeader('content-length', String(end - start + 1));
  try {
    await pipeline(cut(file.stream, { start, end }), response);
  } catch {
    // The client went away, or the file broke off: either way the connection says so, nothing else can any more.
    response.destroy();
  } finally {
    file.stream.destroy();
  }
}

/** The bytes of a range; the file is read no further than that. */
async function* cut(file: Readable, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let position = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    const from = Math.max(0, start - position);
    const to = Math.min(chunk.length, end + 1 - position);
    if (from < to) yield chunk.subarray(from, to);
    position += chunk.length;
    if (position > end) return;
  }
}
