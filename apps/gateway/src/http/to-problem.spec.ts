import { RequestRefused, RequestTimedOut, RequestUndeliverable } from '@bkcrm/messaging';
import { InvalidCursor, SearchTooSlow } from '@bkcrm/read-model';
import { NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { toProblem } from './to-problem.js';

describe('toProblem', () => {
  it.each([
    [new RequestRefused('ticket.resolved', 409, 'no'), 409, 'ticket.resolved'],
    [new RequestTimedOut('x'), 504, 'request.timed-out'],
    [new RequestUndeliverable('x'), 503, 'request.undeliverable'],
    [new InvalidCursor(), 400, 'cursor.invalid'],
    [new SearchTooSlow(), 503, 'search.too-slow'],
    [new NotFoundException('Cannot GET /x'), 404, 'route.not-found'],
    [new PayloadTooLargeException(), 413, 'request.too-large'],
    [Object.assign(new Error('Unexpected token'), { status: 400 }), 400, 'request.malformed'],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 503, 'database.unavailable'],
    [new Error('column "secret" does not exist'), 500, 'service.failed'],
    ['thrown text', 500, 'service.failed'],
  ])('%o answers %i %s', (error, status, code) => {
    expect(toProblem(error)).toMatchObject({ status, code });
  });

  it('says when to try again what may succeed later', () => {
    expect(toProblem(new RequestTimedOut('x')).extra.retryAfterSeconds).toBe(1);
    expect(toProblem(Object.assign(new Error(), { code: '57P01' })).extra.retryAfterSeconds).toBe(2);
  });

  it('tells nothing of the insides of an unexpected error', () => {
    expect(toProblem(new Error('column "secret" does not exist')).message).not.toContain('secret');
  });
});
