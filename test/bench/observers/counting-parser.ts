import { EventEmitter } from 'node:events';
import { textPrefix } from '../load/webhooks.js';

const created = '"type":"message.created"';
const text = '"text":"';

/**
 * Speaks socket.io but does not read events, only counts the new messages in them: what a thousand browsers spend on decoding
 * is not spent on the machine of the system that is measured.
 */
export function countingParser(counted: (messages: number) => void): object {
  class Encoder {
    encode({ type, data, id }: { type: number; data?: unknown; id?: number }): string[] {
      return [`${type}${id ?? ''}${data === undefined ? '' : JSON.stringify(data)}`];
    }
  }
  class Decoder extends EventEmitter {
    add(packet: string): void {
      if (packet.startsWith('2["events"')) counted(messagesIn(packet));
      else if (packet.startsWith('2["new-message"')) counted(packet.includes(`"content":"${textPrefix}`) ? 1 : 0);
      else this.emit('decoded', decode(packet));
    }
    destroy(): void {}
  }
  return { Encoder, Decoder };
}

/** New messages of the benchmark: an agent's answer is none of them. The first text after the type is the message's own. */
function messagesIn(packet: string): number {
  let count = 0;
  for (let at = packet.indexOf(created); at >= 0; at = packet.indexOf(created, at + created.length)) {
    const begin = packet.indexOf(text, at);
    if (begin >= 0 && packet.startsWith(textPrefix, begin + text.length)) count += 1;
  }
  return count;
}

function decode(packet: string): object {
  const [, type, id, data] = /^(\d)(\d*)([\s\S]*)$/.exec(packet) ?? [];
  return {
    type: Number(type),
    nsp: '/',
    ...(id !== '' && { id: Number(id) }),
    ...(data !== '' && { data: JSON.parse(data ?? '') as unknown }),
  };
}
