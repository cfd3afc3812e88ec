import type { Principal } from '@bkcrm/read-model';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { SearchDto, SearchResultsDto } from './search.dto.js';
import { Search } from './search.js';

@Controller('api/v1/search')
export class SearchController {
  constructor(private readonly search: Search) {}

  /** Messages and contacts that the agent may see, by words. `search.too-slow` and `search.busy` (503): later, or with more words. */
  @Requires('tickets.read')
  @Get()
  find(@CurrentPrincipal() principal: Principal, @Query() query: SearchDto): Promise<SearchResultsDto> {
    return this.search.find(principal, query);
  }
}
