export { canonicalPhone, displayPhone } from './brazilian-phone.js';
export { contentHash } from './content-hash.js';
export type { HashedContent } from './content-hash.js';
export { compareForDisplay, displayOrderKey } from './display-order.js';
export type { DisplayPosition } from './display-order.js';
export { identityJid, identityKeys, OwnIdentity } from './identity.js';
export type { Identity } from './identity.js';
export type {
  CallFact,
  ConnectionFact,
  ContactFact,
  DeletionFact,
  EditFact,
  IgnoredFact,
  InboundFact,
  InboundReaction,
  MalformedFact,
  MessageFact,
  PresenceFact,
  QrCodeFact,
  ReactionFact,
  ReadOnPhoneFact,
  StatusFact,
} from './inbound-fact.js';
export type {
  InboundChat,
  InboundMessage,
  InboundParticipant,
  MediaSource,
  ReportedStatus,
} from './inbound-message.js';
export { lidJid, parseJid, phoneJid } from './jid.js';
export type { Jid, JidKind } from './jid.js';
export { cleanLine, cleanText } from './json-text.js';
export { inlineBase64 } from './media-source.js';
export { mergeCalls } from './read-call.js';
export type { MergeableCall } from './read-call.js';
export { readWebhook } from './read-webhook.js';
export { mergeStatus, statusRank } from './status-rank.js';
export type { OutboundStatus } from './status-rank.js';
export type { WebhookContext } from './webhook-context.js';
