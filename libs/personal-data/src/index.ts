export { eraseLetters } from './erase-letters.js';
export { eraseOutbox } from './erase-outbox.js';
export { erasedMessageHash } from './erased-message-hash.js';
export { mentions } from './mentions.js';
