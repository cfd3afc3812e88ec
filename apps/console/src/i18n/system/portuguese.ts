import type { NoticeKind, NoticeResource, ReplicaState, ServiceName } from '@bkcrm/contracts';
import { shortDateTime } from '../times.js';

const locale = 'pt-BR';
const services: Record<ServiceName, string> = {
  'webhook-ingest': 'Recebimento',
  ticket: 'Atendimento',
  'evolution-sender': 'Envio',
  gateway: 'Conexão das telas',
};
const boxes: Record<string, (count: string) => string> = {
  ticket: (count) => `Não processadas no recebimento: ${count}`,
  sender: (count) => `Não processadas no envio: ${count}`,
  quarantine: (count) => `Em quarentena: ${count}`,
};
const folders: Record<string, string> = {
  media: 'arquivos',
  spool: 'espera do recebimento',
  backups: 'backups',
  database: 'banco de dados',
};
const states: Record<ReplicaState, string> = {
  ready: 'Pronto',
  'not-ready': 'Não pronto',
  silent: 'Em silêncio',
  gone: 'Sumiu',
  stopped: 'Parado',
  unheard: 'Sem notícia',
};
const notices: Record<NoticeKind, (data: NoticeResource['data']) => string> = {
  'number-down': ({ name }) => `O número "${name}" não está conectado ao WhatsApp.`,
  'disk-filling-up': ({ folder, host, percent }) =>
    `O disco de ${folders[String(folder)] ?? folder}${host === null ? '' : ` em ${host}`} está ${percent} % cheio.`,
  'backup-late': ({ kind, lastAt }) => {
    const name = kind === 'full' ? 'completo' : 'do dia';
    return lastAt === null
      ? `Ainda não há backup ${name}.`
      : `O backup ${name} está atrasado: o último é de ${shortDateTime(String(lastAt), locale)}.`;
  },
  'letters-waiting': ({ box, count }) => `${boxes[String(box)]?.(String(count)) ?? count}. Alguém precisa decidir.`,
  'ledger-differs': ({ difference }) => `A conferência das mensagens não fecha: diferença de ${difference}.`,
  'certificate-expiring': ({ server, expiresAt }) =>
    `O certificado do servidor Evolution "${server}" vale até ${shortDateTime(String(expiresAt), locale)}.`,
  'service-down': ({ service }) => `O serviço ${services[service as ServiceName] ?? service} não dá notícia.`,
};

export const systemInPortuguese = {
  title: 'Sistema',
  hint: 'Como tudo está agora. Esta página se atualiza sozinha.',
  asOf: (time: string) => `Como estava em ${time}`,
  live: 'Ao vivo',
  failed: 'Não foi possível saber como o sistema está.',
  again: 'Tentar de novo',
  loading: 'Carregando',
  well: 'Tudo funciona.',
  problems: (count: number) => (count === 1 ? 'Há um problema.' : `Há ${count} problemas.`),
  noBroker:
    'O broker não responde: não se ouve o que os outros serviços dizem. Nada se perde; tudo segue quando ele voltar.',
  noDatabase: 'O banco de dados não responde.',
  since: (time: string) => `desde ${time}`,
  from: (begun: string, over: string) => `de ${begun} até ${over}`,
  look: 'Ver',
  notices,
  banner: (more: number) => (more === 1 ? 'e mais um problema' : `e mais ${more} problemas`),
  seen: 'Entendi',
  history: 'Últimos 30 dias',
  historyHint: 'Problemas que já passaram.',
  historyEmpty: 'Nenhum',
  services: {
    title: 'Serviços',
    names: services,
    about: {
      'webhook-ingest': 'Recebe o que vem do WhatsApp',
      ticket: 'Guarda conversas e atendimentos',
      'evolution-sender': 'Envia ao WhatsApp e cuida dos números',
      gateway: 'Liga navegadores e programas',
    } as Record<ServiceName, string>,
    never: 'Nenhuma notícia dele ainda',
    states,
    up: (time: string) => `no ar ${time}`,
    heard: (time: string) => `ouvido ${time}`,
    failing: (check: string) => `falha: ${check}`,
  },
  figures: {
    title: 'Agora',
    sends: 'Fila de envio',
    sending: (sending: number) => `${sending} saindo`,
    unknown: (count: number) => `${count} sem confirmação`,
    due: (time: string) => `o mais antigo espera há ${time}`,
    numbers: 'Números conectados',
    numbersDown: (count: number) => (count === 1 ? '1 desconectado' : `${count} desconectados`),
    allOpen: 'todos',
    spool: 'Espera do recebimento',
    spoolEmpty: 'vazia',
    spoolOldest: (time: string, bytes: string) => `${bytes}, há ${time}`,
    events: 'Eventos',
    eventsCurrent: 'em dia',
    eventsBehind: (count: number) => `${count} por entregar`,
    sockets: 'Telas conectadas',
    database: 'Banco de dados',
    databaseAnswers: (milliseconds: string) => `${milliseconds} ms`,
    databaseSilent: 'sem resposta',
    pool: (busy: number, idle: number, waiting: number) => `${busy} em uso, ${idle} livres, ${waiting} esperando`,
    broker: 'Broker',
    brokerUp: 'no ar',
    brokerDown: 'sem resposta',
    brokerLinks: (up: number, all: number) => `${up} de ${all} ligações`,
    letters: 'Não processadas',
    quarantine: (count: number) => `${count} em quarentena`,
    ledger: 'Conferência',
    ledgerEven: 'fecha',
    ledgerOdd: (difference: number) => `diferença de ${difference}`,
    backup: 'Último backup',
    never: 'nenhum',
    nextBackup: (time: string) => `próximo ${time}`,
    noBackups: 'não são feitos',
    proof: (time: string) => `provado ${time}`,
    brokenProof: 'a última prova falhou',
    unproven: 'nunca provado',
  },
  queues: {
    title: 'Filas',
    hint: 'O que espera entre os serviços.',
    name: 'Fila',
    ready: 'Esperando',
    unacknowledged: 'Em mãos',
    retrying: 'Para repetir',
    dead: 'Sem saída',
    consumers: 'Leitores',
    oldest: 'Mais antiga',
    none: 'Nenhuma fila conhecida',
  },
  disks: {
    title: 'Discos',
    used: (percent: number) => `${percent} % em uso`,
    free: (bytes: string) => `${bytes} livres`,
    folders,
  },
};

export type SystemDictionary = typeof systemInPortuguese;
