export {
  findAgent,
  findAgentByEmail,
  findAgents,
  findChangedAgents,
  listAgents,
  listDepartments,
  toAgentResource,
} from './agents.js';
export type { KnownAgent } from './agents.js';
export { InvalidCursor } from './cursor.js';
export { readEventsAfter, readHead, readHeadFor, readOldestSeq } from './events.js';
export { readLastBackups } from './backups.js';
export type { LastBackups } from './backups.js';
export { findAttachment, findRemoteFile, hasThumbnail } from './attachments.js';
export type { RemoteFile } from './attachments.js';
export { findKnownTickets } from './known-tickets.js';
export type { KnownTicket } from './known-tickets.js';
export { findTicketConversation, listTicketMessages, loadMessages, readConversation } from './messages.js';
export type { MessagePage, PlacedMessage } from './messages.js';
export { readLedger } from './ledger.js';
export { listNumbers, loadNumbers } from './numbers.js';
export { everything, maySee, sightGroup, ticketAudience } from './scope.js';
export { readPerson, readPersonMessages } from './person.js';
export type { PersonRecord } from './person.js';
export type { Principal } from './scope.js';
export { searchContacts } from './search/search-contacts.js';
export { searchMessages } from './search/search-messages.js';
export { SearchTooSlow } from './search/search-time.js';
export { readSearch } from './search/search-words.js';
export { findChat, findTicket, listTickets, loadTickets } from './tickets.js';
export type { TicketFilter } from './tickets.js';
