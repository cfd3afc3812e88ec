export { emptyBucket, fullBucket, refill, takeToken, waitForToken } from './token-bucket.js';
export type { BucketLevel, BucketRate } from './token-bucket.js';
