import { Database } from '@bkcrm/database';
import { listAgents } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Put } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { AgentPresence } from './agent-presence.js';
import { AgentPresencePage, OwnPresenceDto } from './presence.dto.js';

@Controller('api/v1')
export class PresenceController {
  constructor(
    private readonly database: Database,
    private readonly presence: AgentPresence,
  ) {}

  /** Who of the active agents is there, by name. What changes comes as the signal `agents.presence`. */
  @Requires('agents.read')
  @Get('agents/presence')
  async list(@CurrentPrincipal() principal: Principal): Promise<AgentPresencePage> {
    const agents = await listAgents(this.database, principal);
    const items = agents
      .filter(({ active }) => active)
      .map(({ id }) => ({ agentId: id, presence: this.presence.of(id) }));
    return { items, nextCursor: null };
  }

  /** Says that you are away, or back. Without it you are away when none of your windows is in use. */
  @Requires('account.manage')
  @Put('me/presence')
  @HttpCode(204)
  async set(@CurrentPrincipal() { agentId }: Principal, @Body() { away }: OwnPresenceDto): Promise<void> {
    await this.presence.chooseAway(agentId, away);
  }
}
