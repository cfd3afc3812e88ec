import { IsUUID } from 'class-validator';

/**
 * A request that the gateway makes of the ticket service for an agent. It carries only who asks (`actorId`):
 * the ticket service looks the agent up and decides itself what that agent may do.
 */
export abstract class AgentRequest {
  @IsUUID() actorId: string;
}
