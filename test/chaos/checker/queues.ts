import { peekQueue } from '@bkcrm/testing';
import type { Host } from '../world/host.js';
import type { DeadLetter } from './evidence.js';

export async function readQueues(host: Host): Promise<{ name: string; messages: number }[]> {
  const list = await host.brokerControl('--quiet', 'list_queues', '--no-table-headers', 'name', 'messages');
  return list.split('\n').flatMap((line) => {
    const [name, messages] = line.split('\t');
    return name === undefined || messages === undefined ? [] : [{ name, messages: Number(messages) }];
  });
}

export async function readDeadLetters(brokerUrl: string, queue: string): Promise<DeadLetter[]> {
  const letters = await peekQueue(brokerUrl, queue);
  return letters.map(({ content, headers }) => ({
    queue,
    reason: Object.entries(headers)
      .filter(([name]) => ['x-reason', 'x-attempt', 'x-first-failed-at'].includes(name))
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' '),
    body: content.toString(),
  }));
}
