import { toAgentResource } from '@bkcrm/read-model';
import type { KnownAgent } from '@bkcrm/read-model';
import { Controller, Get } from '@nestjs/common';
import { CurrentAgent } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { AgentDto } from '../resources/agent.dto.js';

@Requires('account.read')
@Controller('api/v1/me')
export class MeController {
  /** Who the access token belongs to. */
  @Get()
  get(@CurrentAgent() agent: KnownAgent): AgentDto {
    return toAgentResource(agent);
  }
}
