import type { BucketRate } from '@bkcrm/token-bucket';

/** What is limited: calls and commands of one agent or program, of one address, commands of one socket, new sockets of one address. */
export type LimitScope = 'agent' | 'address' | 'socket' | 'handshake';

export interface Taken {
  isAllowed: boolean;
  /** Whole tokens left. */
  remaining: number;
  /** Until there is a token again; 0 while there is one. */
  retryAfterMs: number;
}

/** Token buckets by key, on this replica or shared by all. */
export abstract class RateLimits {
  /** Takes a token of the bucket, or says when there is one. Never rejects. */
  abstract take(scope: LimitScope, key: string, rate: BucketRate): Promise<Taken>;
}
