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
export { AdoptNumber, NumberStateObserved } from './number-commands.js';
export {
  CreateAgentRequest,
  CreateDepartmentRequest,
  EnsureAdministratorRequest,
  FetchFileRequest,
  MarkTicketReadRequest,
  RegisterNumberRequest,
  SendMessageRequest,
  UpdateTicketRequest,
} from './requests.js';
export type { RequestBody, RequestError } from './requests.js';
