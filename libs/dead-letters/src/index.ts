export { cleanHeaders } from './clean-headers.js';
export { CreateDeadLetters1766100000000 } from './create-dead-letters.migration.js';
export { DeadLetterRow } from './dead-letter.entity.js';
export { DeadLetters } from './dead-letters.js';
export { isJson } from './is-json.js';
export { cutPage, InvalidCursor, pageAfter } from './letter-page.js';
export { showLetters } from './metrics.js';
export { ParkedMessages } from './parked-messages.js';
