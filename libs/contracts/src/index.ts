export { exchanges, headers, queues } from './topology.js';
export type { InboundClass } from './topology.js';
export { classOf, evolutionEvents, normaliseEvent } from './evolution-events.js';
export type { EvolutionEvent } from './evolution-events.js';
export { messageKinds } from './message-content.js';
export type * from './message-content.js';
export type * from './resources.js';
export type * from './live-event.js';
export type * from './broker-signal.js';
export { QuotedReference, SendMessage, SendResult } from './send-message.js';
export type { SendState } from './send-message.js';
export { FetchFile, FileFetched } from './file-commands.js';
export { AdoptNumber, DropNumber, environmentServerId, NumberStateObserved } from './number-commands.js';
export {
  AcceptAccountRequest,
  ChangeNumberRequest,
  ConnectNumberRequest,
  DescribeConnectionRequest,
  LogOutNumberRequest,
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
  SendMessageRequest,
  UpdateAgentRequest,
  UpdateTicketRequest,
} from './requests.js';
export type { RequestBody } from './agent-request.js';
export type { RequestError } from './requests.js';
