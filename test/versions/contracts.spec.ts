import * as contracts from '@bkcrm/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../libs/messaging/src/consuming/read-message.js';
import { validBody } from './valid-body.js';
import type { BodyClass } from './valid-body.js';

type Contract = BodyClass & { type: string };

const isContract = (value: unknown): value is Contract =>
  typeof value === 'function' && typeof (value as { type?: unknown }).type === 'string';
const all = Object.entries(contracts as Record<string, unknown>).flatMap(([name, value]) =>
  isContract(value) ? [{ name, contract: value }] : [],
);
const contentKinds = [...contracts.fileKinds, 'text', 'location', 'contacts', 'reaction', 'edit', 'deletion'];

/** What travels, with the bodies to try. */
const cases: { name: string; contract: Contract; kind?: string }[] = all.flatMap(({ name, contract }) =>
  name === 'SendMessage'
    ? contentKinds.map((kind) => ({ name: `${name} of ${kind}`, contract, kind }))
    : [{ name, contract }],
);

const read = (contract: Contract, body: unknown) =>
  readMessage(
    {
      content: Buffer.from(JSON.stringify(body)),
      fields: { exchange: '', routingKey: '', redelivered: false },
      properties: { type: contract.type, headers: {} },
    } as unknown as Parameters<typeof readMessage>[0],
    { body: contract, types: [contract.type] },
  );

const problemsOf = ({ invalid }: ReturnType<typeof read>): unknown =>
  invalid === undefined ? [] : { name: invalid.name, problem: invalid.message };

/** The body with properties that a later version may have added, also in the objects in it. */
function extended(value: unknown, more: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => extended(item, more));
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).map(([name, inner]) => [name, extended(inner, more)] as const);
  return { ...more, ...Object.fromEntries(own) };
}

/** The properties of `body`, of what was read. */
function known(body: unknown, of: unknown): unknown {
  if (Array.isArray(of)) return of.map((item, index) => known((body as unknown[])[index], item));
  if (typeof of !== 'object' || of === null) return body;
  return Object.fromEntries(
    Object.entries(of).map(([name, inner]) => [name, known((body as Record<string, unknown>)[name], inner)]),
  );
}

const additions = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 12 }).map((name) => `later ${name}`),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 4 },
);

describe('what services say to each other', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(30);
    expect(new Set(all.map(({ contract }) => contract.type)).size).toBe(all.length);
  });

  it.each(cases)('$name may have grown: what this version does not know is left alone', ({ contract, kind }) => {
    const body = validBody(contract, kind);
    expect(problemsOf(read(contract, body))).toEqual([]);
    fc.assert(
      fc.property(additions, (more) => {
        const answer = read(contract, extended(body, { ...more, 'later on': 1 }));
        expect(problemsOf(answer)).toEqual([]);
        expect(known(answer.delivery.body, body)).toEqual(body);
      }),
      { numRuns: 25 },
    );
  });
});
