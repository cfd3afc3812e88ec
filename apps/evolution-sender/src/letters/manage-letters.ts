import type {
  DescribeLetterRequest,
  DiscardLettersRequest,
  ListLettersRequest,
  ReplayLettersRequest,
  RequestBody,
} from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { DeadLetters, InvalidCursor, isJson } from '@bkcrm/dead-letters';
import { Injectable } from '@nestjs/common';
import { requireAdministrator } from '../agents/require-administrator.js';
import { refusals } from '../requests/refusals.js';

/** What administrators do with this service's dead letters. */
@Injectable()
export class ManageLetters {
  constructor(
    private readonly database: Database,
    private readonly deadLetters: DeadLetters,
  ) {}

  /** @throws RequestRefused `letter.cursor-invalid` */
  async list({ actorId, cursor, limit }: RequestBody<ListLettersRequest>): Promise<ListLettersRequest['reply']> {
    await requireAdministrator(this.database, actorId);
    try {
      return await this.deadLetters.list(cursor, limit);
    } catch (error) {
      if (error instanceof InvalidCursor) throw refusals.letterCursorInvalid();
      throw error;
    }
  }

  /** @throws RequestRefused `letter.not-found` */
  async describe({ actorId, id }: RequestBody<DescribeLetterRequest>): Promise<DescribeLetterRequest['reply']> {
    await requireAdministrator(this.database, actorId);
    const letter = await this.deadLetters.find(id);
    if (letter === undefined) throw refusals.letterNotFound();
    return letter;
  }

  /** @throws RequestRefused `letter.body-invalid` */
  async replay({ actorId, ids, body }: RequestBody<ReplayLettersRequest>): Promise<{ ids: string[] }> {
    await requireAdministrator(this.database, actorId);
    if (body !== undefined && (ids.length !== 1 || !isJson(body))) throw refusals.letterBodyInvalid();
    return { ids: await this.deadLetters.replay(ids, body) };
  }

  async discard({ actorId, ids }: RequestBody<DiscardLettersRequest>): Promise<{ ids: string[] }> {
    await requireAdministrator(this.database, actorId);
    return { ids: await this.deadLetters.discard(ids) };
  }
}
