export { exchanges, headers, queues, webhookType } from './topology.js';
export type { InboundClass } from './topology.js';
export { classOf, evolutionEvents, normaliseEvent, saysNothing } from './evolution-events.js';
export type { EvolutionEvent } from './evolution-events.js';
export { messageKinds } from './message-content.js';
export type * from './message-content.js';
export type * from './resources.js';
export type * from './search.js';
export * from './live-event.js';
export type * from './ledger.js';
export { noticeKinds } from './notice.js';
export type { NoticeKind, NoticeResource, NoticesSeen } from './notice.js';
export { serviceNames, serviceStatusSignal } from './service-status.js';
export type * from './service-status.js';
export type * from './system.js';
export { ingestRefusals } from './broker-signal.js';
export type * from './broker-signal.js';
export { EndSend, QuotedReference, SendMessage, SendResult } from './send-message.js';
export type { SendPurpose, SendState } from './send-message.js';
export { CardToSend, fileKinds, isAct, isFile } from './outbound-content.js';
export type {
  ActContent,
  ActTarget,
  CardsContent,
  FileContent,
  FileKind,
  OutboundContent,
  PlaceContent,
  SendableContent,
  TextContent,
} from './outbound-content.js';
export { MarkMessagesRead, ShowPresence } from './chat-commands.js';
export {
  CancelMessageRequest,
  DeleteMessageRequest,
  EditMessageRequest,
  LocationToSend,
  ReactToMessageRequest,
  RegisterUploadRequest,
  ResolveMessageRequest,
  SendAgainRequest,
  SendMessageRequest,
  staleAfter,
} from './message-requests.js';
export { MessagesReceived, ReceivedFromNumber, receivedKey } from './received-messages.js';
export { FetchFile, FileFetched } from './file-commands.js';
export {
  AdoptNumber,
  DropNumber,
  environmentServerId,
  NumberHealthObserved,
  NumberStateObserved,
} from './number-commands.js';
export {
  AcceptAccountRequest,
  ChangeNumberRequest,
  ConnectNumberRequest,
  DescribeConnectionRequest,
  LogOutNumberRequest,
  OrderBackfillRequest,
  RemoveNumberRequest,
  RestartNumberRequest,
  SetNumberRateRequest,
} from './number-requests.js';
export type { NumberConnectionResource, QrCode, QrCodeOffer } from './number-requests.js';
export {
  AddServerRequest,
  ChangeServerRequest,
  DescribeInstanceRequest,
  ListInstancesRequest,
  ListServersRequest,
  ProbeServerRequest,
  RemoveServerRequest,
  SealingKeyRequest,
  ServerTrustBody,
} from './server-requests.js';
export type {
  CertificateSeen,
  InstanceDetails,
  InstanceResource,
  ServerLimit,
  ServerResource,
} from './server-requests.js';
export {
  CreateAgentRequest,
  CreateDepartmentRequest,
  CreateIntegrationRequest,
  EnsureAdministratorRequest,
  FetchFileRequest,
  MarkTicketReadRequest,
  RegisterNumberRequest,
  UpdateAgentRequest,
  UpdateTicketRequest,
} from './requests.js';
export type { RequestBody } from './agent-request.js';
export type { RequestError } from './requests.js';
export { ListBackupsRequest, LocateBackupRequest, ProveBackupRequest, StartBackupRequest } from './backup-requests.js';
export type { BackupMedia, BackupPlan, BackupProof, BackupResource } from './backup-requests.js';
export {
  DescribeLetterRequest,
  DescribeSenderLetterRequest,
  DiscardLettersRequest,
  DiscardSenderLettersRequest,
  letterBoxes,
  ListLettersRequest,
  ListSenderLettersRequest,
  ReplayLettersRequest,
  ReplaySenderLettersRequest,
} from './letter-requests.js';
export type { LetterBox, LetterResource, LetterSummary } from './letter-requests.js';
export {
  ConversationsForgotten,
  DescribeErasureRequest,
  EraseContactRequest,
  erasureStates,
  ForgetConversations,
} from './erasure.js';
export type { ErasureResource, ErasureState } from './erasure.js';
