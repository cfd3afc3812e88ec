import type { NumberHealth } from '@bkcrm/contracts';

const clock = (at: unknown): string => (typeof at === 'string' ? `${at.slice(11, 16)} UTC` : 'an unknown time');
const count = (value: unknown): string => (value === 1 ? '1 message' : `${Number(value ?? 0)} messages`);

const stopped: Record<string, string> = {
  disconnected: 'was disconnected',
  silent: 'stopped receiving',
  unacknowledged: 'stopped delivering',
  dead: 'stopped working',
};

/** How a number does, in English. Programs go by the code and its parameters. */
export function healthSentence(name: string, { code, since, parameters }: NumberHealth): string {
  switch (code) {
    case 'ok':
      return `${name} works`;
    case 'disconnected':
      return `${name} is disconnected since ${clock(since)}`;
    case 'paused':
      return `${name} holds its messages since ${clock(since)} (${String(parameters['reason'])})`;
    case 'silent':
      return `${name} has received nothing since ${clock(since)}, although messages usually come at this hour`;
    case 'unacknowledged':
      return `WhatsApp has confirmed nothing that ${name} sent since ${clock(since)}`;
    case 'dead':
      return `${name} says it is connected, but nothing goes over it since ${clock(since)} and WhatsApp does not answer`;
    default:
      return `${name} ${stopped[String(parameters['was'])] ?? 'stopped working'} at ${clock(since)} and works again since ${clock(
        parameters['to'],
      )}; ${count(parameters['messages'])} recovered`;
  }
}
