import {
  ChangeNumberRequest,
  CancelMessageRequest,
  CreateAgentRequest,
  CreateDepartmentRequest,
  DeleteMessageRequest,
  DescribeErasureRequest,
  DescribeLetterRequest,
  DiscardLettersRequest,
  EditMessageRequest,
  CreateIntegrationRequest,
  EnsureAdministratorRequest,
  EraseContactRequest,
  exchanges,
  FetchFileRequest,
  ListBackupsRequest,
  LocateBackupRequest,
  ListLettersRequest,
  MarkTicketReadRequest,
  ProveBackupRequest,
  queues,
  ReactToMessageRequest,
  RegisterNumberRequest,
  RemoveNumberRequest,
  ReplayLettersRequest,
  RegisterUploadRequest,
  ResolveMessageRequest,
  SendAgainRequest,
  SendMessageRequest,
  StartBackupRequest,
  UpdateAgentRequest,
  UpdateTicketRequest,
} from '@bkcrm/contracts';
import { HandleRequest } from '@bkcrm/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CreateAgent } from '../agents/create-agent.js';
import { CreateDepartment } from '../agents/create-department.js';
import { FetchMessageFile } from '../files/fetch-message-file.js';
import { ChangeNumber } from '../numbers/change-number.js';
import { CreateIntegration } from '../agents/create-integration.js';
import { UpdateAgent } from '../agents/update-agent.js';
import { RegisterNumber } from '../numbers/register-number.js';
import { RemoveNumber } from '../numbers/remove-number.js';
import { MarkTicketRead } from '../tickets/mark-ticket-read.js';
import { UpdateTicket } from '../tickets/update-ticket.js';

const queue = {
  name: queues.ticketRequests,
  kind: 'requests',
  bindings: [
    SendMessageRequest,
    ReactToMessageRequest,
    EditMessageRequest,
    DeleteMessageRequest,
    CancelMessageRequest,
    ResolveMessageRequest,
    SendAgainRequest,
    RegisterUploadRequest,
    UpdateTicketRequest,
    MarkTicketReadRequest,
    FetchFileRequest,
    RegisterNumberRequest,
    ChangeNumberRequest,
    RemoveNumberRequest,
    CreateDepartmentRequest,
    CreateAgentRequest,
    UpdateAgentRequest,
    CreateIntegrationRequest,
    EnsureAdministratorRequest,
    ListBackupsRequest,
    StartBackupRequest,
    ProveBackupRequest,
    LocateBackupRequest,
    ListLettersRequest,
    DescribeLetterRequest,
    ReplayLettersRequest,
    DiscardLettersRequest,
    EraseContactRequest,
    DescribeErasureRequest,
  ].map(({ type }) => ({ exchange: exchanges.requests, key: type })),
} as const;

export const request = <T extends { type: string }>(body: T): { queue: typeof queue; type: string; body: T } => ({
  queue,
  type: body.type,
  body,
});

/** What the gateway may ask for. Each handler only hands over; rights are checked where the data is changed. */
@Controller()
export class RequestsConsumer {
  constructor(
    private readonly updateTicket: UpdateTicket,
    private readonly markTicketRead: MarkTicketRead,
    private readonly fetchMessageFile: FetchMessageFile,
    private readonly registerNumber: RegisterNumber,
    private readonly changeNumber: ChangeNumber,
    private readonly removeNumber: RemoveNumber,
    private readonly createDepartment: CreateDepartment,
    private readonly createAgent: CreateAgent,
    private readonly updateAgent: UpdateAgent,
    private readonly createIntegration: CreateIntegration,
  ) {}

  @HandleRequest(request(UpdateTicketRequest))
  onUpdateTicket(@Payload() body: UpdateTicketRequest): Promise<UpdateTicketRequest['reply']> {
    return this.updateTicket.execute(body);
  }

  @HandleRequest(request(MarkTicketReadRequest))
  onMarkTicketRead(@Payload() body: MarkTicketReadRequest): Promise<MarkTicketReadRequest['reply']> {
    return this.markTicketRead.execute(body);
  }

  @HandleRequest(request(FetchFileRequest))
  onFetchFile(@Payload() body: FetchFileRequest): Promise<FetchFileRequest['reply']> {
    return this.fetchMessageFile.execute(body);
  }

  @HandleRequest(request(RegisterNumberRequest))
  onRegisterNumber(@Payload() body: RegisterNumberRequest): Promise<RegisterNumberRequest['reply']> {
    return this.registerNumber.execute(body);
  }

  @HandleRequest(request(ChangeNumberRequest))
  onChangeNumber(@Payload() body: ChangeNumberRequest): Promise<ChangeNumberRequest['reply']> {
    return this.changeNumber.execute(body);
  }

  @HandleRequest(request(RemoveNumberRequest))
  onRemoveNumber(@Payload() body: RemoveNumberRequest): Promise<RemoveNumberRequest['reply']> {
    return this.removeNumber.execute(body);
  }

  @HandleRequest(request(CreateDepartmentRequest))
  onCreateDepartment(@Payload() body: CreateDepartmentRequest): Promise<CreateDepartmentRequest['reply']> {
    return this.createDepartment.execute(body);
  }

  @HandleRequest(request(CreateAgentRequest))
  onCreateAgent(@Payload() body: CreateAgentRequest): Promise<CreateAgentRequest['reply']> {
    return this.createAgent.execute(body);
  }

  @HandleRequest(request(UpdateAgentRequest))
  onUpdateAgent(@Payload() body: UpdateAgentRequest): Promise<UpdateAgentRequest['reply']> {
    return this.updateAgent.execute(body);
  }

  @HandleRequest(request(CreateIntegrationRequest))
  onCreateIntegration(@Payload() body: CreateIntegrationRequest): Promise<CreateIntegrationRequest['reply']> {
    return this.createIntegration.execute(body);
  }

  @HandleRequest(request(EnsureAdministratorRequest))
  onEnsureAdministrator(@Payload() body: EnsureAdministratorRequest): Promise<EnsureAdministratorRequest['reply']> {
    return this.createAgent.ensureAdministrator(body);
  }
}
