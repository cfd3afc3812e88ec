import { IsUUID } from 'class-validator';

/**
 * Requests that the gateway makes for an agent. Each carries only who asks (`actorId`): the service that owns the data looks
 * the agent up and decides itself what that agent may do.
 */
export abstract class AgentRequest {
  @IsUUID() actorId: string;
}

/** What of a request travels: everything but the type of its reply, which exists for the compiler only. */
export type RequestBody<T extends { reply: unknown }> = Omit<T, 'reply'>;
