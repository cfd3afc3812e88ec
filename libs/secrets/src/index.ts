export { decryptStream, encryptStream } from './secret-stream.js';
export { SecretBox, SecretUnreadable } from './secret-box.js';
export { openSealed, sealFor, SealingKey } from './sealing.js';
