import type { EvolutionApi } from '../evolution-api/evolution-api.js';
import type { FoundMessage } from '../evolution-api/read-answers.js';

const pageSize = 100;
const mostPages = 20;
/** Evolution's clock may be behind ours by this much, in milliseconds. */
const margin = 60_000;

/**
 * What Evolution has stored as sent from a number since a moment, newest first. All chats at once: Evolution may have stored the
 * message under another spelling of the recipient than the one it was sent to. At most 2000 messages.
 */
export async function searchSentMessages(api: EvolutionApi, instance: string, since: Date): Promise<FoundMessage[]> {
  const found: FoundMessage[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { messages, pages } = await api.findMessages(instance, { page, size: pageSize, fromMe: true });
    found.push(...messages.filter((message) => message.fromMe));
    const oldest = messages.at(-1);
    if (page >= pages || oldest === undefined || Number(oldest.sentAt) < Number(since) - margin) break;
  }
  return found;
}
