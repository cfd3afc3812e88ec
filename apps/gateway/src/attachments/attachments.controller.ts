import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Database } from '@bkcrm/database';
import { MediaStore } from '@bkcrm/media';
import { findAttachment, hasThumbnail } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { problems } from '../http/problem.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { MessageDto } from '../resources/message.dto.js';
import { readRange } from './domain/byte-range.js';
import type { ByteRange } from './domain/byte-range.js';
import { presentationOf } from './domain/presentation.js';
import { TooManyThumbnails } from './thumbnails/thumbnail-thread.js';
import { Thumbnails } from './thumbnails/thumbnails.js';

@Requires('tickets.read')
@Controller('api/v1/attachments')
export class AttachmentsController {
  constructor(
    private readonly database: Database,
    private readonly media: MediaStore,
    private readonly thumbnails: Thumbnails,
    private readonly requests: TicketRequests,
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
    response.setHeader('cache-control', keptByItsAgents);
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

  /** A small WebP picture of an image, or of a PDF's first page. */
  @Get(':id/thumbnail')
  @ApiOkResponse({ content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } } })
  async thumbnail(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: IdParameter,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const attachment = await findAttachment(this.database, principal, id);
    if (attachment === undefined) throw problems.attachmentNotFound();
    const picture = await this.makeThumbnail(attachment);
    if (picture === undefined) throw problems.thumbnailNotFound();
    response.setHeader('content-type', 'image/webp');
    response.setHeader('content-length', String(picture.length));
    response.setHeader('cache-control', keptByItsAgents);
    response.end(picture);
  }

  /** Fetches a file from WhatsApp that was given up, or one of history that nobody wanted so far. */
  @Post(':id/fetch')
  @HttpCode(202)
  fetch(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<MessageDto> {
    return this.requests.fetchFile(agentId, { attachmentId: id });
  }

  private async makeThumbnail({
    object,
    mimeType,
  }: {
    object: string;
    mimeType: string | null;
  }): Promise<Buffer | undefined> {
    if (mimeType === null || !hasThumbnail(mimeType)) return undefined;
    try {
      return await this.thumbnails.get(object, mimeType);
    } catch (error) {
      throw error instanceof TooManyThumbnails ? problems.thumbnailLater() : error;
    }
  }
}

/** A stored file never changes, but only its agents may keep it. */
const keptByItsAgents = 'private, max-age=604800, immutable';

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
