import type { ServiceName } from '@bkcrm/contracts';
import { shortDateTime } from '../times.js';
import type { SystemDictionary } from './portuguese.js';

const locale = 'en';
const services: Record<ServiceName, string> = {
  'webhook-ingest': 'Receiving',
  ticket: 'Tickets',
  'evolution-sender': 'Sending',
  gateway: 'Screens',
};
const boxes: Record<string, (count: string) => string> = {
  ticket: (count) => `Dead letters of receiving: ${count}`,
  sender: (count) => `Dead letters of sending: ${count}`,
  quarantine: (count) => `In quarantine: ${count}`,
};
const folders: Record<string, string> = { media: 'files', spool: 'spool', backups: 'backups', database: 'database' };

export const systemInEnglish: SystemDictionary = {
  title: 'System',
  hint: 'How everything does, now. This page keeps itself up to date.',
  asOf: (time) => `As it was at ${time}`,
  live: 'Live',
  failed: 'It could not be found out how the system does.',
  again: 'Try again',
  loading: 'Loading',
  well: 'All is well.',
  problems: (count) => (count === 1 ? 'There is one problem.' : `There are ${count} problems.`),
  noBroker:
    'The broker does not answer: nobody hears what the other services say. Nothing is lost; all goes on when it is back.',
  noDatabase: 'The database does not answer.',
  since: (time) => `since ${time}`,
  from: (begun, over) => `from ${begun} to ${over}`,
  look: 'Show',
  notices: {
    'number-down': ({ name }) => `The number "${name}" is not connected to WhatsApp.`,
    'disk-filling-up': ({ folder, host, percent }) =>
      `The disk of the ${folders[String(folder)] ?? folder}${host === null ? '' : ` on ${host}`} is ${percent} % full.`,
    'backup-late': ({ kind, lastAt }) => {
      const name = kind === 'full' ? 'full backup' : "day's backup";
      return lastAt === null
        ? `There is no ${name} yet.`
        : `The ${name} is late: the last one is of ${shortDateTime(String(lastAt), locale)}.`;
    },
    'letters-waiting': ({ box, count }) => `${boxes[String(box)]?.(String(count)) ?? count}. Somebody has to decide.`,
    'ledger-differs': ({ difference }) => `The ledger of messages does not add up: it differs by ${difference}.`,
    'certificate-expiring': ({ server, expiresAt }) =>
      `The certificate of the Evolution server "${server}" is good until ${shortDateTime(String(expiresAt), locale)}.`,
    'service-down': ({ service }) => `Nothing is heard of the service ${services[service as ServiceName] ?? service}.`,
  },
  banner: (more) => (more === 1 ? 'and one more problem' : `and ${more} more problems`),
  seen: 'Got it',
  history: 'The last 30 days',
  historyHint: 'Problems that are over.',
  historyEmpty: 'None',
  services: {
    title: 'Services',
    names: services,
    about: {
      'webhook-ingest': 'Takes what comes from WhatsApp',
      ticket: 'Keeps conversations and tickets',
      'evolution-sender': 'Sends to WhatsApp and looks after numbers',
      gateway: 'Connects browsers and programs',
    },
    never: 'Nothing heard of it yet',
    states: {
      ready: 'Ready',
      'not-ready': 'Not ready',
      silent: 'Silent',
      gone: 'Gone',
      stopped: 'Stopped',
      unheard: 'Not heard',
    },
    up: (time) => `up since ${time}`,
    heard: (time) => `heard ${time}`,
    failing: (check) => `fails: ${check}`,
  },
  figures: {
    title: 'Now',
    sends: 'Waiting to be sent',
    sending: (sending) => `${sending} leaving`,
    unknown: (count) => `${count} unconfirmed`,
    due: (time) => `the oldest waits for ${time}`,
    numbers: 'Numbers connected',
    numbersDown: (count) => `${count} not connected`,
    allOpen: 'all of them',
    spool: 'Spool',
    spoolEmpty: 'empty',
    spoolOldest: (time, bytes) => `${bytes}, for ${time}`,
    events: 'Events',
    eventsCurrent: 'up to date',
    eventsBehind: (count) => `${count} to deliver`,
    sockets: 'Screens connected',
    database: 'Database',
    databaseAnswers: (milliseconds) => `${milliseconds} ms`,
    databaseSilent: 'no answer',
    pool: (busy, idle, waiting) => `${busy} busy, ${idle} idle, ${waiting} waiting`,
    broker: 'Broker',
    brokerUp: 'up',
    brokerDown: 'no answer',
    brokerLinks: (up, all) => `${up} of ${all} connections`,
    letters: 'Dead letters',
    quarantine: (count) => `${count} in quarantine`,
    ledger: 'Ledger',
    ledgerEven: 'adds up',
    ledgerOdd: (difference) => `differs by ${difference}`,
    backup: 'Last backup',
    never: 'none',
    nextBackup: (time) => `next ${time}`,
    noBackups: 'none are made',
    proof: (time) => `proven ${time}`,
    brokenProof: 'the last proof failed',
    unproven: 'never proven',
  },
  queues: {
    title: 'Queues',
    hint: 'What waits between the services.',
    name: 'Queue',
    ready: 'Waiting',
    unacknowledged: 'In hand',
    retrying: 'To retry',
    dead: 'Dead',
    consumers: 'Consumers',
    oldest: 'Oldest',
    none: 'No queue is known',
  },
  disks: { title: 'Disks', used: (percent) => `${percent} % in use`, free: (bytes) => `${bytes} free`, folders },
};
