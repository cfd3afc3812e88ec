import type {
  DescribeLetterRequest,
  DiscardLettersRequest,
  LetterBox,
  ListLettersRequest,
  ReplayLettersRequest,
  RequestBody,
} from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { DeadLetters, InvalidCursor, isJson } from '@bkcrm/dead-letters';
import { Injectable } from '@nestjs/common';
import { getActor } from '../agents/actor.js';
import { QuarantineBox } from '../quarantine/quarantine-box.js';
import { refusals } from '../requests/refusals.js';

/** What administrators do with this service's dead letters and with the quarantine. */
@Injectable()
export class ManageLetters {
  constructor(
    private readonly database: Database,
    private readonly deadLetters: DeadLetters,
    private readonly quarantine: QuarantineBox,
  ) {}

  /** @throws RequestRefused `letter.cursor-invalid` */
  async list({ actorId, box, cursor, limit }: RequestBody<ListLettersRequest>): Promise<ListLettersRequest['reply']> {
    const letters = await this.open(actorId, box);
    try {
      return await letters.list(cursor, limit);
    } catch (error) {
      if (error instanceof InvalidCursor) throw refusals.letterCursorInvalid();
      throw error;
    }
  }

  /** @throws RequestRefused `letter.not-found` */
  async describe({ actorId, box, id }: RequestBody<DescribeLetterRequest>): Promise<DescribeLetterRequest['reply']> {
    const letter = await (await this.open(actorId, box)).find(id);
    if (letter === undefined) throw refusals.letterNotFound();
    return letter;
  }

  /** @throws RequestRefused `letter.body-invalid` */
  async replay({ actorId, box, ids, body }: RequestBody<ReplayLettersRequest>): Promise<{ ids: string[] }> {
    const letters = await this.open(actorId, box);
    if (body !== undefined && (ids.length !== 1 || !isJson(body))) throw refusals.letterBodyInvalid();
    return { ids: await letters.replay(ids, body) };
  }

  async discard({ actorId, box, ids }: RequestBody<DiscardLettersRequest>): Promise<{ ids: string[] }> {
    return { ids: await (await this.open(actorId, box)).discard(ids) };
  }

  private async open(actorId: string, box: LetterBox): Promise<DeadLetters | QuarantineBox> {
    await getActor(this.database, actorId, 'letters.manage');
    return box === 'quarantine' ? this.quarantine : this.deadLetters;
  }
}
