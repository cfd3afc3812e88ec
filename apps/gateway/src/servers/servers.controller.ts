import {
  AddServerRequest,
  ChangeServerRequest,
  DescribeInstanceRequest,
  ListInstancesRequest,
  ListServersRequest,
  ProbeServerRequest,
  RemoveServerRequest,
} from '@bkcrm/contracts';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { SenderRequests } from '../requests/sender-requests.js';
import {
  AddServerDto,
  ChangeServerDto,
  InstanceDetailsDto,
  InstancePage,
  InstanceParameters,
  ProbeServerDto,
  ServerDto,
  ServerPage,
  ServerProbeDto,
} from './server.dto.js';

/** What a sealed key is for. */
const keyPurpose = 'server key';

/** The Evolution servers. Administrators only, throughout. */
@Requires('servers.manage')
@Controller('api/v1/servers')
export class ServersController {
  constructor(private readonly requests: SenderRequests) {}

  /** All Evolution servers, by name. */
  @Get()
  async list(@CurrentPrincipal() { agentId }: Principal): Promise<ServerPage> {
    return { items: await this.requests.ask(ListServersRequest, { actorId: agentId }), nextCursor: null };
  }

  /** What a server shows, its certificate above all. No key is sent. Whoever is to be trusted by fingerprint is confirmed with this. */
  @Post('probe')
  @HttpCode(200)
  probe(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() { baseUrl, allowedNetworks }: ProbeServerDto,
  ): Promise<ServerProbeDto> {
    return this.requests.ask(ProbeServerRequest, { actorId: agentId, baseUrl, allowedNetworks });
  }

  /** Adds a server once it was reached, its certificate is trusted and its key opens it. */
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  async add(
    @CurrentPrincipal() { agentId }: Principal,
    @Body() { name, baseUrl, apiKey, trust = { kind: 'public' }, allowedNetworks }: AddServerDto,
    @IdempotencyKey() id: string | undefined,
  ): Promise<ServerDto> {
    const sealedApiKey = await this.requests.seal(agentId, apiKey, keyPurpose);
    const server = { name, baseUrl, sealedApiKey, trust, allowedNetworks };
    return this.requests.ask(AddServerRequest, { actorId: agentId, id, ...server });
  }

  /** What is absent stays. It is tried before it is stored. */
  @Patch(':id')
  async change(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { name, baseUrl, apiKey, trust, allowedNetworks }: ChangeServerDto,
  ): Promise<ServerDto> {
    const sealedApiKey = apiKey === undefined ? undefined : await this.requests.seal(agentId, apiKey, keyPurpose);
    const change = { name, baseUrl, sealedApiKey, trust, allowedNetworks };
    return this.requests.ask(ChangeServerRequest, { actorId: agentId, serverId: id, ...change });
  }

  /** Only without numbers. */
  @Delete(':id')
  remove(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<IdParameter> {
    return this.requests.ask(RemoveServerRequest, { actorId: agentId, serverId: id });
  }

  /** Every instance on the server, and which of them are ours. */
  @Get(':id/instances')
  async listInstances(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<InstancePage> {
    return {
      items: await this.requests.ask(ListInstancesRequest, { actorId: agentId, serverId: id }),
      nextCursor: null,
    };
  }

  /** The webhook and the settings that an instance has now: what adopting it would replace, and releasing it restore. */
  @Get(':id/instances/:name')
  describeInstance(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id, name }: InstanceParameters,
  ): Promise<InstanceDetailsDto> {
    return this.requests.ask(DescribeInstanceRequest, { actorId: agentId, serverId: id, instanceName: name });
  }
}
