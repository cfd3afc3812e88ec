import type { SearchResults } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { Clock } from '@bkcrm/observability';
import { readSearch, searchContacts, searchMessages } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Injectable } from '@nestjs/common';
import { problems } from '../http/problem.js';
import { NoTurn, Turns } from './domain/turns.js';

export interface SearchQuestion {
  q: string;
  before?: string;
  limit: number;
}

/** Looks for words in messages and contacts. Two at once per replica: whatever is looked for, the database has time for everybody else. */
@Injectable()
export class Search {
  private readonly turns = new Turns({ atOnce: 2, queue: 20, patience: 3_000 });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `search.no-words`, `search.busy`; SearchTooSlow, InvalidCursor */
  async find(principal: Principal, { q, before, limit }: SearchQuestion): Promise<SearchResults> {
    const words = readSearch(q);
    if (words === undefined) throw problems.noWords();
    try {
      return await this.turns.take(async () => {
        const contacts = before === undefined ? await searchContacts(this.database, principal, words) : [];
        const page = { before, limit, now: this.clock.now() };
        const { items, nextCursor } = await searchMessages(this.database, principal, words, page);
        return { contacts, messages: items, nextCursor };
      });
    } catch (error) {
      throw error instanceof NoTurn ? problems.searchBusy() : error;
    }
  }
}
