import type { StaleReply } from '@bkcrm/contracts';
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
  replyStale: (details: StaleReply) =>
    new RequestRefused('reply.stale', 409, 'somebody else has written since: read it, and send again', details),
  clientIdReused: () =>
    new RequestRefused('message.client-id-reused', 409, 'this client id was used for another message'),
  quotedNotFound: () =>
    new RequestRefused('message.quoted-not-found', 404, 'the quoted message does not exist in this conversation'),
  fileNotFound: () =>
    new RequestRefused('attachment.not-found', 404, 'this file does not exist, is here already or may not be seen'),
  contentAmbiguous: () =>
    new RequestRefused('message.content-ambiguous', 400, 'say exactly one of: text, attachmentId, location, contacts'),
  quoteNotPossible: (kind: string) =>
    new RequestRefused('message.quote-not-possible', 422, `WhatsApp loses what a message of kind ${kind} quotes`),
  scheduledTooFar: () =>
    new RequestRefused('message.scheduled-too-far', 422, 'a message can be scheduled for a year from now at most'),
  messageNotFound: () =>
    new RequestRefused('message.not-found', 404, 'this message does not exist in the conversation of the ticket'),
  messageDeleted: () => new RequestRefused('message.deleted', 409, 'the message is deleted'),
  messageNotSent: () => new RequestRefused('message.not-sent', 409, 'the message has not been sent'),
  notOurs: () => new RequestRefused('message.not-ours', 409, 'only messages of our own can be changed'),
  notEditable: () =>
    new RequestRefused(
      'message.not-editable',
      409,
      'WhatsApp edits only texts and the captions of pictures and videos',
    ),
  notAnEmoji: () => new RequestRefused('message.not-an-emoji', 422, 'a reaction is one emoji, or none'),
  notScheduled: () => new RequestRefused('message.not-scheduled', 409, 'only a scheduled message has a time to change'),
  tooLateToEdit: () =>
    new RequestRefused('message.too-late-to-edit', 409, 'WhatsApp takes no edit of a message after 15 minutes'),
  tooLateToDelete: () =>
    new RequestRefused('message.too-late-to-delete', 409, 'WhatsApp deletes no message after two and a half days'),
  tooLateToCancel: () =>
    new RequestRefused(
      'message.too-late-to-cancel',
      409,
      'the message is being sent or was sent: it cannot be cancelled',
    ),
  notUnknown: () =>
    new RequestRefused(
      'message.not-unknown',
      409,
      'it is known what became of this message: there is nothing to decide',
    ),
  notResendable: () =>
    new RequestRefused('message.not-resendable', 409, 'only a message of our own that did not leave can be sent again'),
  uploadNotFound: () =>
    new RequestRefused('attachment.not-found', 404, 'this file was not uploaded by you, or it was sent or removed'),
  uploadVanished: () =>
    new RequestRefused('attachment.vanished', 409, 'the file is not in the media store: upload it again'),
  typeRefused: (kind: string, mimeType: string) =>
    new RequestRefused('attachment.type-refused', 415, `a file of type ${mimeType} cannot be sent as ${kind}`, {
      kind,
      mimeType,
    }),
  fileTooLarge: (kind: string, limit: number) =>
    new RequestRefused('attachment.too-large', 413, `as ${kind}, a file may have ${limit} bytes at most`, {
      kind,
      limit,
    }),
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
  backupsOff: () => new RequestRefused('backup.off', 409, 'no place for backups is configured (BACKUP_TARGET)'),
  backupNotFound: () => new RequestRefused('backup.not-found', 404, 'this backup does not exist or was removed'),
  backupNotMade: () => new RequestRefused('backup.not-made', 409, 'this backup is not made yet, or has failed'),
  backupNeedsDay: () => new RequestRefused('backup.needs-day', 400, 'a daily backup is of a day, as 2026-11-24'),
  contactNotFound: () => new RequestRefused('contact.not-found', 404, 'this contact does not exist'),
  contactMerged: (into: string) =>
    new RequestRefused('contact.merged', 409, 'the contact turned out to be another one', { mergedInto: into }),
  erasureNotFound: () => new RequestRefused('erasure.not-found', 404, 'nobody has had this contact erased'),
  letterNotFound: () => new RequestRefused('letter.not-found', 404, 'this letter is not here any more'),
  letterCursorInvalid: () => new RequestRefused('letter.cursor-invalid', 400, 'this cursor is not one of ours'),
  letterBodyInvalid: () =>
    new RequestRefused('letter.body-invalid', 422, 'only one letter at a time can be changed, and only into JSON'),
  agentExists: () => new RequestRefused('agent.exists', 409, 'an agent with this e-mail address exists'),
};
