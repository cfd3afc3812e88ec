import { describe, expect, it } from 'vitest';
import { checkHandlers, describeHandler } from './check-handlers.js';
import type { NamedHandler } from './check-handlers.js';

const bindings = [{ exchange: 'e', key: 'k' }];
const single = (name: string, queue: NamedHandler['definition']['queue']): NamedHandler => ({
  name,
  definition: { kind: 'single', queue },
});

describe('checkHandlers', () => {
  it('accepts one handler for each binding', () => {
    const other = single('B.on', { name: 'r', kind: 'replica', bindings: [{ exchange: 'e', key: 'other' }] });
    expect(() => checkHandlers([single('A.on', { name: 'q', bindings }), other])).not.toThrow();
  });

  it('refuses the same event in two queues of one application', () => {
    const handlers = [single('A.on', { name: 'q', bindings }), single('B.on', { name: 'r', bindings })];
    expect(() => checkHandlers(handlers)).toThrow('B.on and A.on both handle e "k"');
  });

  it('refuses a queue that is bound to nothing', () => {
    expect(() => checkHandlers([single('A.on', { name: 'q', bindings: [] })])).toThrow('q of A.on is bound to nothing');
  });

  it('refuses a handler that does not fit its queue', () => {
    const batch: NamedHandler = {
      name: 'A.on',
      definition: {
        kind: 'batch',
        types: [],
        size: 1,
        milliseconds: 1,
        queue: { name: 'q', kind: 'replica', bindings },
      },
    };
    expect(() => checkHandlers([batch])).toThrow('A.on cannot take from q, a queue of kind replica');
    expect(() => checkHandlers([single('A.on', { name: 'q', kind: 'requests', bindings })])).toThrow(/kind requests/);
  });

  it('describes each binding in a line', () => {
    const handler = single('A.on', { name: 'q', bindings: [...bindings, { exchange: 'f', key: '' }] });
    expect(describeHandler(handler)).toEqual(['A.on ← e k (q)', 'A.on ← f * (q)']);
  });
});
