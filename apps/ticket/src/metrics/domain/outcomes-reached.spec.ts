import type { MessageStatus } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { outcomesReached } from './outcomes-reached.js';

describe('outcomesReached', () => {
  it.each<[MessageStatus | null, MessageStatus, string[]]>([
    [null, 'received', ['received']],
    [null, 'queued', []],
    [null, 'read', ['sent', 'delivered', 'read']],
    ['queued', 'sending', []],
    ['sending', 'sent', ['sent']],
    ['sent', 'read', ['delivered', 'read']],
    ['read', 'played', []],
    ['delivered', 'played', ['read']],
    ['sending', 'unknown', ['unknown']],
    ['unknown', 'delivered', ['sent', 'delivered']],
    ['sending', 'failed', ['failed']],
    ['failed', 'expired', []],
    ['failed', 'delivered', ['sent', 'delivered']],
    ['queued', 'cancelled', []],
    ['sent', 'sent', []],
  ])('%s to %s', (before, after, outcomes) => {
    expect(outcomesReached(before, after)).toEqual(outcomes);
  });

  it('counts each once, whatever steps a status takes on its way up', () => {
    const ways: MessageStatus[][] = [
      ['sending', 'sent', 'delivered', 'read', 'played'],
      ['sending', 'read'],
      ['unknown', 'sent', 'played'],
    ];
    for (const way of ways) {
      const counted = way.flatMap((status, index) => outcomesReached(way[index - 1] ?? null, status));
      expect(counted.filter((outcome) => outcome !== 'unknown')).toEqual(['sent', 'delivered', 'read']);
    }
  });
});
