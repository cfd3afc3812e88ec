import { RequestRefused } from '@bkcrm/messaging';

/** Every way this service refuses a request, with its stable code and the HTTP status that fits. */
export const refusals = {
  unknownActor: () => new RequestRefused('actor.unknown', 401, 'this agent does not exist or is disabled'),
  forbidden: (permission: string) => new RequestRefused('actor.forbidden', 403, 'you may not do this', { permission }),
  ticketNotFound: () => new RequestRefused('ticket.not-found', 404, 'this ticket does not exist or may not be seen'),
  ticketResolved: () => new RequestRefused('ticket.resolved', 409, 'the ticket is resolved: reopen it to answer'),
  ticketVersionConflict: (current: number) =>
    new RequestRefused('ticket.version-conflict', 409, 'the ticket has changed since', { current }),
  anotherTicketOpen: (ticketId: string) =>
    new RequestRefused('ticket.another-open', 409, 'the contact already has an open ticket on this number', {
      ticketId,
    }),
  ticketMerged: (into: string) =>
    new RequestRefused('ticket.merged', 409, 'the ticket was merged into another', { mergedInto: into }),
  clientIdReused: () =>
    new RequestRefused('message.client-id-reused', 409, 'this client id was used for another message'),
  quotedNotFound: () =>
    new RequestRefused('message.quoted-not-found', 404, 'the quoted message does not exist in this conversation'),
  fileNotFound: () =>
    new RequestRefused('attachment.not-found', 404, 'this file does not exist, is here already or may not be seen'),
  departmentNotFound: () => new RequestRefused('department.not-found', 404, 'this department does not exist'),
  departmentExists: () => new RequestRefused('department.exists', 409, 'a department of this name exists'),
  numberNotFound: () => new RequestRefused('number.not-found', 404, 'this number does not exist or was removed'),
  numberInstanceTaken: () =>
    new RequestRefused('number.instance-taken', 409, 'another number uses an instance of this name on this server'),
  numberNotCreatedHere: () =>
    new RequestRefused('number.not-created-here', 409, 'its instance was there before: release it instead'),
  numberRemoved: () =>
    new RequestRefused('number.removed', 409, 'the number of this conversation is not looked after any more'),
  agentNotFound: () => new RequestRefused('agent.not-found', 404, 'this agent does not exist or is disabled'),
  lastAdministrator: () =>
    new RequestRefused('agent.last-administrator', 409, 'somebody has to stay administrator: make another one first'),
  agentExists: () => new RequestRefused('agent.exists', 409, 'an agent with this e-mail address exists'),
};
