import type { AgentPresence, PresenceNews } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

const presences = ['online', 'away', 'offline'] as const satisfies readonly AgentPresence[];

type Item = PresenceNews['agents'][number];

export class AgentPresenceDto implements Item {
  @ApiProperty({ format: 'uuid' }) agentId: string;
  @ApiProperty({ enum: presences }) presence: AgentPresence;
}

export class AgentPresencePage {
  items: AgentPresenceDto[];
  /** There is only one page. */
  @ApiProperty({ type: String, nullable: true }) nextCursor: null;
}

export class OwnPresenceDto {
  /** Away on every device until you say otherwise. */
  @IsBoolean() away: boolean;
}
