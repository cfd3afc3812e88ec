import type { NumberConnectionResource, ServerResource } from '@bkcrm/contracts';
import {
  AcceptAccountRequest,
  AddServerRequest,
  ChangeServerRequest,
  ConnectNumberRequest,
  DescribeConnectionRequest,
  DescribeInstanceRequest,
  DescribeSenderLetterRequest,
  DiscardSenderLettersRequest,
  exchanges,
  ListInstancesRequest,
  ListSenderLettersRequest,
  ListServersRequest,
  LogOutNumberRequest,
  OrderBackfillRequest,
  ProbeServerRequest,
  queues,
  RemoveServerRequest,
  ReplaySenderLettersRequest,
  RestartNumberRequest,
  SealingKeyRequest,
  SetNumberRateRequest,
} from '@bkcrm/contracts';
import { HandleRequest } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { OrderBackfill } from '../backfill/order-backfill.js';
import { DescribeConnection } from '../numbers/describe-connection.js';
import { LinkNumber } from '../numbers/link-number.js';
import { ListInstances } from '../servers/list-instances.js';
import { ManageServers } from '../servers/manage-servers.js';
import { ProbeServer } from '../servers/probe-server.js';

const queue = {
  name: queues.senderRequests,
  kind: 'requests',
  bindings: [
    SealingKeyRequest,
    ListServersRequest,
    ProbeServerRequest,
    AddServerRequest,
    ChangeServerRequest,
    RemoveServerRequest,
    ListInstancesRequest,
    DescribeInstanceRequest,
    DescribeConnectionRequest,
    ConnectNumberRequest,
    RestartNumberRequest,
    LogOutNumberRequest,
    AcceptAccountRequest,
    SetNumberRateRequest,
    OrderBackfillRequest,
    ListSenderLettersRequest,
    DescribeSenderLetterRequest,
    ReplaySenderLettersRequest,
    DiscardSenderLettersRequest,
  ].map(({ type }) => ({ exchange: exchanges.requests, key: type })),
} as const;

export const request = <T extends { type: string }>(body: T): { queue: typeof queue; type: string; body: T } => ({
  queue,
  type: body.type,
  body,
});

/** What administrators may ask for. Each handler only hands over; rights are checked where the work is done. */
@Controller()
export class RequestsConsumer {
  constructor(
    private readonly manageServers: ManageServers,
    private readonly probeServer: ProbeServer,
    private readonly listInstances: ListInstances,
    private readonly describeConnection: DescribeConnection,
    private readonly linkNumber: LinkNumber,
    private readonly orderBackfill: OrderBackfill,
  ) {}

  @HandleRequest(request(SealingKeyRequest))
  onSealingKey(): SealingKeyRequest['reply'] {
    return { publicKey: this.manageServers.sealingKey };
  }

  @HandleRequest(request(ListServersRequest))
  onListServers(@Payload() body: ListServersRequest): Promise<ServerResource[]> {
    return this.manageServers.list(body);
  }

  @HandleRequest(request(ProbeServerRequest))
  onProbeServer(@Payload() body: ProbeServerRequest): Promise<ProbeServerRequest['reply']> {
    return this.probeServer.execute(body);
  }

  @HandleRequest(request(AddServerRequest))
  onAddServer(@Payload() body: AddServerRequest): Promise<ServerResource> {
    return this.manageServers.add(body);
  }

  @HandleRequest(request(ChangeServerRequest))
  onChangeServer(@Payload() body: ChangeServerRequest): Promise<ServerResource> {
    return this.manageServers.change(body);
  }

  @HandleRequest(request(RemoveServerRequest))
  onRemoveServer(@Payload() body: RemoveServerRequest): Promise<RemoveServerRequest['reply']> {
    return this.manageServers.remove(body);
  }

  @HandleRequest(request(ListInstancesRequest))
  onListInstances(@Payload() body: ListInstancesRequest): Promise<ListInstancesRequest['reply']> {
    return this.listInstances.execute(body);
  }

  @HandleRequest(request(DescribeInstanceRequest))
  onDescribeInstance(@Payload() body: DescribeInstanceRequest): Promise<DescribeInstanceRequest['reply']> {
    return this.listInstances.describe(body);
  }

  @HandleRequest(request(DescribeConnectionRequest))
  onDescribeConnection(@Payload() body: DescribeConnectionRequest): Promise<NumberConnectionResource> {
    return this.describeConnection.execute(body);
  }

  @HandleRequest(request(ConnectNumberRequest))
  onConnect(@Payload() body: ConnectNumberRequest): Promise<ConnectNumberRequest['reply']> {
    return this.linkNumber.connect(body);
  }

  @HandleRequest(request(RestartNumberRequest))
  onRestart(@Payload() body: RestartNumberRequest): Promise<NumberConnectionResource> {
    return this.linkNumber.restart(body);
  }

  @HandleRequest(request(LogOutNumberRequest))
  onLogOut(@Payload() body: LogOutNumberRequest): Promise<NumberConnectionResource> {
    return this.linkNumber.logOut(body);
  }

  @HandleRequest(request(AcceptAccountRequest))
  onAcceptAccount(@Payload() body: AcceptAccountRequest): Promise<NumberConnectionResource> {
    return this.linkNumber.acceptAccount(body);
  }

  @HandleRequest(request(SetNumberRateRequest))
  onSetRate(@Payload() body: SetNumberRateRequest): Promise<NumberConnectionResource> {
    return this.linkNumber.setRate(body);
  }

  @HandleRequest(request(OrderBackfillRequest))
  onOrderBackfill(@Payload() body: OrderBackfillRequest): Promise<OrderBackfillRequest['reply']> {
    return this.orderBackfill.execute(body);
  }
}
