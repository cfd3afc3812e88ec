import {
  ChangeNumberRequest,
  CancelMessageRequest,
  CreateAgentRequest,
  CreateDepartmentRequest,
  DeleteMessageRequest,
  DescribeErasureRequest,
  EditMessageRequest,
  CreateIntegrationRequest,
  EraseContactRequest,
  exchanges,
  FetchFileRequest,
  ListBackupsRequest,
  LocateBackupRequest,
  MarkTicketReadRequest,
  ProveBackupRequest,
  ReactToMessageRequest,
  RegisterNumberRequest,
  RemoveNumberRequest,
  RegisterUploadRequest,
  ResolveMessageRequest,
  SendAgainRequest,
  SendMessageRequest,
  StartBackupRequest,
  UpdateAgentRequest,
  UpdateTicketRequest,
} from '@bkcrm/contracts';
import { Requester } from '@bkcrm/messaging';
import type { RequestType } from '@bkcrm/messaging';
import { failpoint } from '@bkcrm/observability';
import { Injectable } from '@nestjs/common';

/** Whatever a request needs besides who asks. */
export type Asked<T> = Omit<T, 'reply' | 'actorId'>;

/** What agents ask of the ticket service, which decides itself what they may do. Throws what Requester throws. */
@Injectable()
export class TicketRequests {
  constructor(private readonly requester: Requester) {}

  sendMessage(actorId: string, request: Asked<SendMessageRequest>): Promise<SendMessageRequest['reply']> {
    return this.ask(SendMessageRequest, { actorId, ...request });
  }

  reactToMessage(actorId: string, request: Asked<ReactToMessageRequest>): Promise<ReactToMessageRequest['reply']> {
    return this.ask(ReactToMessageRequest, { actorId, ...request });
  }

  editMessage(actorId: string, request: Asked<EditMessageRequest>): Promise<EditMessageRequest['reply']> {
    return this.ask(EditMessageRequest, { actorId, ...request });
  }

  deleteMessage(actorId: string, request: Asked<DeleteMessageRequest>): Promise<DeleteMessageRequest['reply']> {
    return this.ask(DeleteMessageRequest, { actorId, ...request });
  }

  cancelMessage(actorId: string, request: Asked<CancelMessageRequest>): Promise<CancelMessageRequest['reply']> {
    return this.ask(CancelMessageRequest, { actorId, ...request });
  }

  resolveMessage(actorId: string, request: Asked<ResolveMessageRequest>): Promise<ResolveMessageRequest['reply']> {
    return this.ask(ResolveMessageRequest, { actorId, ...request });
  }

  sendAgain(actorId: string, request: Asked<SendAgainRequest>): Promise<SendAgainRequest['reply']> {
    return this.ask(SendAgainRequest, { actorId, ...request });
  }

  registerUpload(actorId: string, request: Asked<RegisterUploadRequest>): Promise<RegisterUploadRequest['reply']> {
    return this.ask(RegisterUploadRequest, { actorId, ...request });
  }

  updateTicket(actorId: string, request: Asked<UpdateTicketRequest>): Promise<UpdateTicketRequest['reply']> {
    return this.ask(UpdateTicketRequest, { actorId, ...request });
  }

  markRead(actorId: string, request: Asked<MarkTicketReadRequest>): Promise<MarkTicketReadRequest['reply']> {
    return this.ask(MarkTicketReadRequest, { actorId, ...request });
  }

  fetchFile(actorId: string, request: Asked<FetchFileRequest>): Promise<FetchFileRequest['reply']> {
    return this.ask(FetchFileRequest, { actorId, ...request });
  }

  registerNumber(actorId: string, request: Asked<RegisterNumberRequest>): Promise<RegisterNumberRequest['reply']> {
    return this.ask(RegisterNumberRequest, { actorId, ...request });
  }

  changeNumber(actorId: string, request: Asked<ChangeNumberRequest>): Promise<ChangeNumberRequest['reply']> {
    return this.ask(ChangeNumberRequest, { actorId, ...request });
  }

  removeNumber(actorId: string, request: Asked<RemoveNumberRequest>): Promise<RemoveNumberRequest['reply']> {
    return this.ask(RemoveNumberRequest, { actorId, ...request });
  }

  createDepartment(
    actorId: string,
    request: Asked<CreateDepartmentRequest>,
  ): Promise<CreateDepartmentRequest['reply']> {
    return this.ask(CreateDepartmentRequest, { actorId, ...request });
  }

  createAgent(actorId: string, request: Asked<CreateAgentRequest>): Promise<CreateAgentRequest['reply']> {
    return this.ask(CreateAgentRequest, { actorId, ...request });
  }

  updateAgent(actorId: string, request: Asked<UpdateAgentRequest>): Promise<UpdateAgentRequest['reply']> {
    return this.ask(UpdateAgentRequest, { actorId, ...request });
  }

  createIntegration(
    actorId: string,
    request: Asked<CreateIntegrationRequest>,
  ): Promise<CreateIntegrationRequest['reply']> {
    return this.ask(CreateIntegrationRequest, { actorId, ...request });
  }

  listBackups(actorId: string): Promise<ListBackupsRequest['reply']> {
    return this.ask(ListBackupsRequest, { actorId });
  }

  startBackup(actorId: string, request: Asked<StartBackupRequest>): Promise<StartBackupRequest['reply']> {
    return this.ask(StartBackupRequest, { actorId, ...request });
  }

  proveBackup(actorId: string, request: Asked<ProveBackupRequest>): Promise<ProveBackupRequest['reply']> {
    return this.ask(ProveBackupRequest, { actorId, ...request });
  }

  locateBackup(actorId: string, request: Asked<LocateBackupRequest>): Promise<LocateBackupRequest['reply']> {
    return this.ask(LocateBackupRequest, { actorId, ...request });
  }

  eraseContact(actorId: string, request: Asked<EraseContactRequest>): Promise<EraseContactRequest['reply']> {
    return this.ask(EraseContactRequest, { actorId, ...request });
  }

  describeErasure(actorId: string, request: Asked<DescribeErasureRequest>): Promise<DescribeErasureRequest['reply']> {
    return this.ask(DescribeErasureRequest, { actorId, ...request });
  }

  async ask<T extends { reply: unknown }>(type: RequestType<T>, body: Omit<T, 'reply'>): Promise<T['reply']> {
    const answer = this.requester.request(exchanges.requests, type, body);
    await failpoint('g4');
    const reply = await answer;
    await failpoint('g5');
    return reply;
  }
}
