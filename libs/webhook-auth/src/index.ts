export { numberSecret, verifyNumberSecret } from './number-secret.js';
