/** What is posted: one text of a customer, and what Evolution tells besides about it. */
export interface Traffic {
  /** Instance names; number i belongs to department i modulo the number of departments. */
  instances: string[];
  peopleOfANumber: number;
  /** Whether the events come too that Evolution sends beside each message. */
  withCompanions: boolean;
}

export const textPrefix = 'bench ';

/** Marks a text of the benchmark: which round, which message of it, when it was meant to be posted. */
export const textOf = (round: number, index: number, intended: number): string =>
  `${textPrefix}${round} ${index} ${intended.toFixed(3)}`;

const pattern = /^bench (\d+) (\d+) (\d+\.\d+)$/;

export function parseText(text: string | null): { round: number; index: number; intended: number } | undefined {
  const found = text === null ? null : pattern.exec(text);
  if (found === null) return undefined;
  return { round: Number(found[1]), index: Number(found[2]), intended: Number(found[3]) };
}

/** Goes round the numbers, and with each round to the next person of each. */
export function addressOf({ instances, peopleOfANumber }: Traffic, index: number): { instance: string; jid: string } {
  const number = index % instances.length;
  const person = Math.floor(index / instances.length) % peopleOfANumber;
  return { instance: instances[number] ?? '', jid: `55119${80_000_000 + number * 1_000 + person}@s.whatsapp.net` };
}

/** The bodies of the calls that one message causes; the message's own is the first. */
export function bodiesOf(traffic: Traffic, round: number, index: number, intended: number): string[] {
  const { instance, jid } = addressOf(traffic, index);
  const id = `3EB0${round.toString(16).padStart(8, '0')}${index.toString(16).padStart(10, '0')}`.toUpperCase();
  const wrap = (event: string, data: object): string =>
    JSON.stringify({
      event,
      instance,
      data,
      destination: 'http://127.0.0.1/webhook/evolution',
      date_time: new Date(intended).toISOString(),
      sender: '5511940001000@s.whatsapp.net',
      server_url: 'http://127.0.0.1:8080',
      apikey: null,
    });
  const message = wrap('messages.upsert', {
    key: { remoteJid: jid, fromMe: false, id, participant: '', addressingMode: 'pn' },
    pushName: 'Mariana Duarte',
    status: 'DELIVERY_ACK',
    message: {
      conversation: textOf(round, index, intended),
      messageContextInfo: {
        deviceListMetadataVersion: 2,
        messageSecret: 'c2VjcmV0LW9mLXRoZS1iZW5jaG1hcmstc2VjcmV0MDA=',
      },
    },
    messageType: 'conversation',
    messageTimestamp: Math.floor(intended / 1_000),
    instanceId: '7d0c1b52-7a54-4f0e-9c8b-2f6b3e1d9a40',
    source: 'android',
  });
  if (!traffic.withCompanions) return [message];
  const own = { remoteJid: jid, instanceId: '7d0c1b52-7a54-4f0e-9c8b-2f6b3e1d9a40' };
  return [
    message,
    wrap('chats.update', [own]),
    wrap('contacts.update', [{ ...own, profilePicUrl: null }]),
    wrap('contacts.update', { ...own, pushName: 'Mariana Duarte', profilePicUrl: null }),
  ];
}
