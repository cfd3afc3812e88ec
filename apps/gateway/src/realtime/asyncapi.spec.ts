import { readFileSync } from 'node:fs';
import { liveEventTypes } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { declarationOf } from './commands/command.decorator.js';
import { serverEvents } from './domain/session.js';
import { LiveGateway } from './live.gateway.js';
import { signalTypes } from './signals.js';

interface Schema {
  properties: Record<string, { const?: string }>;
}
interface Document {
  operations: Record<string, { action: 'send' | 'receive'; messages: { $ref: string }[] }>;
  channels: { default: { messages: Record<string, { name: string; payload: { oneOf: Schema[] } }> } };
  components: { schemas: Record<string, Schema> };
}

const document = JSON.parse(
  readFileSync(new URL('../../../../docs/asyncapi.json', import.meta.url), 'utf8'),
) as Document;

function named(action: 'send' | 'receive'): string[] {
  const operations = Object.values(document.operations).filter((operation) => operation.action === action);
  return operations.map(({ messages }) => {
    const key = messages[0]?.$ref.split('/').at(-1) ?? '';
    return document.channels.default.messages[key]?.name ?? `nothing at ${key}`;
  });
}

/** What the decorator has noted on the handlers. */
function handledCommands(): string[] {
  const prototype = LiveGateway.prototype as unknown as Record<string, object>;
  return Object.getOwnPropertyNames(prototype)
    .map((name) => declarationOf(prototype[name] ?? {})?.name)
    .filter((command) => command !== undefined);
}

describe('docs/asyncapi.json', () => {
  it('describes every command that a client may send', () => {
    expect(named('receive').sort()).toEqual(handledCommands().sort());
  });

  it('describes everything that the server sends', () => {
    expect(named('send').sort()).toEqual([...serverEvents].sort());
  });

  it('describes every type of live event', () => {
    const described = Object.values(document.components.schemas).map(({ properties }) => properties['type']?.const);
    expect(described.filter((type) => type !== undefined).sort()).toEqual(liveEventTypes.toSorted());
  });

  it('describes every signal', () => {
    const described = document.channels.default.messages['signal']?.payload.oneOf.map(
      ({ properties }) => properties['type']?.const,
    );
    expect(described?.sort()).toEqual([...signalTypes].sort());
  });
});
