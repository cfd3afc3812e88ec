import type { Page } from '@bkcrm/contracts';
import { AgentDto, DepartmentDto } from './agent.dto.js';
import { MessageDto } from './message.dto.js';
import { NumberDto } from './number.dto.js';
import { TicketDto } from './ticket.dto.js';

abstract class PageDto {
  /** Opaque; give it back as `cursor` for the next page. Null on the last page. */
  nextCursor: string | null;
}

export class TicketPage extends PageDto implements Page<TicketDto> {
  items: TicketDto[];
}

export class MessagePage extends PageDto implements Page<MessageDto> {
  items: MessageDto[];
}

export class NumberPage extends PageDto implements Page<NumberDto> {
  items: NumberDto[];
}

export class DepartmentPage extends PageDto implements Page<DepartmentDto> {
  items: DepartmentDto[];
}

export class AgentPage extends PageDto implements Page<AgentDto> {
  items: AgentDto[];
}
