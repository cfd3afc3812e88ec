import type { ServiceName } from '@bkcrm/contracts';
import { shortDateTime } from '../times.js';
import type { SystemDictionary } from './portuguese.js';

const locale = 'es';
const services: Record<ServiceName, string> = {
  'webhook-ingest': 'Recepción',
  ticket: 'Atención',
  'evolution-sender': 'Envío',
  gateway: 'Conexión de pantallas',
};
const boxes: Record<string, (count: string) => string> = {
  ticket: (count) => `Sin procesar en la recepción: ${count}`,
  sender: (count) => `Sin procesar en el envío: ${count}`,
  quarantine: (count) => `En cuarentena: ${count}`,
};
const folders: Record<string, string> = {
  media: 'archivos',
  spool: 'espera de la recepción',
  backups: 'copias',
  database: 'base de datos',
};

export const systemInSpanish: SystemDictionary = {
  title: 'Sistema',
  hint: 'Cómo está todo ahora. Esta página se actualiza sola.',
  asOf: (time) => `Como estaba el ${time}`,
  live: 'En vivo',
  failed: 'No se pudo saber cómo está el sistema.',
  again: 'Intentar de nuevo',
  loading: 'Cargando',
  well: 'Todo funciona.',
  problems: (count) => (count === 1 ? 'Hay un problema.' : `Hay ${count} problemas.`),
  noBroker:
    'El broker no responde: no se oye lo que dicen los otros servicios. Nada se pierde; todo sigue cuando vuelva.',
  noDatabase: 'La base de datos no responde.',
  since: (time) => `desde ${time}`,
  from: (begun, over) => `de ${begun} a ${over}`,
  look: 'Ver',
  notices: {
    'number-down': ({ name }) => `El número "${name}" no está conectado a WhatsApp.`,
    'disk-filling-up': ({ folder, host, percent }) =>
      `El disco de ${folders[String(folder)] ?? folder}${host === null ? '' : ` en ${host}`} está lleno al ${percent} %.`,
    'backup-late': ({ kind, lastAt }) => {
      const name = kind === 'full' ? 'completa' : 'del día';
      return lastAt === null
        ? `Aún no hay copia ${name}.`
        : `La copia ${name} está atrasada: la última es del ${shortDateTime(String(lastAt), locale)}.`;
    },
    'letters-waiting': ({ box, count }) =>
      `${boxes[String(box)]?.(String(count)) ?? count}. Alguien tiene que decidir.`,
    'ledger-differs': ({ difference }) => `El recuento de mensajes no cuadra: diferencia de ${difference}.`,
    'certificate-expiring': ({ server, expiresAt }) =>
      `El certificado del servidor Evolution "${server}" vale hasta ${shortDateTime(String(expiresAt), locale)}.`,
    'service-down': ({ service }) => `No hay noticias del servicio ${services[service as ServiceName] ?? service}.`,
  },
  banner: (more) => (more === 1 ? 'y un problema más' : `y ${more} problemas más`),
  seen: 'Entendido',
  history: 'Últimos 30 días',
  historyHint: 'Problemas que ya pasaron.',
  historyEmpty: 'Ninguno',
  services: {
    title: 'Servicios',
    names: services,
    about: {
      'webhook-ingest': 'Recibe lo que llega de WhatsApp',
      ticket: 'Guarda conversaciones y atenciones',
      'evolution-sender': 'Envía a WhatsApp y cuida los números',
      gateway: 'Conecta navegadores y programas',
    },
    never: 'Aún no hay noticias de él',
    states: {
      ready: 'Listo',
      'not-ready': 'No listo',
      silent: 'En silencio',
      gone: 'Desapareció',
      stopped: 'Parado',
      unheard: 'Sin noticias',
    },
    up: (time) => `en marcha ${time}`,
    heard: (time) => `oído ${time}`,
    failing: (check) => `falla: ${check}`,
  },
  figures: {
    title: 'Ahora',
    sends: 'Cola de envío',
    sending: (sending) => `${sending} saliendo`,
    unknown: (count) => `${count} sin confirmar`,
    due: (time) => `el más antiguo espera desde hace ${time}`,
    numbers: 'Números conectados',
    numbersDown: (count) => (count === 1 ? '1 desconectado' : `${count} desconectados`),
    allOpen: 'todos',
    spool: 'Espera de la recepción',
    spoolEmpty: 'vacía',
    spoolOldest: (time, bytes) => `${bytes}, desde hace ${time}`,
    events: 'Eventos',
    eventsCurrent: 'al día',
    eventsBehind: (count) => `${count} por entregar`,
    sockets: 'Pantallas conectadas',
    database: 'Base de datos',
    databaseAnswers: (milliseconds) => `${milliseconds} ms`,
    databaseSilent: 'sin respuesta',
    pool: (busy, idle, waiting) => `${busy} en uso, ${idle} libres, ${waiting} esperando`,
    broker: 'Broker',
    brokerUp: 'en marcha',
    brokerDown: 'sin respuesta',
    brokerLinks: (up, all) => `${up} de ${all} conexiones`,
    letters: 'Sin procesar',
    quarantine: (count) => `${count} en cuarentena`,
    ledger: 'Recuento',
    ledgerEven: 'cuadra',
    ledgerOdd: (difference) => `diferencia de ${difference}`,
    backup: 'Última copia',
    never: 'ninguna',
    nextBackup: (time) => `próxima ${time}`,
    noBackups: 'no se hacen',
    proof: (time) => `probada ${time}`,
    brokenProof: 'la última prueba falló',
    unproven: 'nunca probada',
  },
  queues: {
    title: 'Colas',
    hint: 'Lo que espera entre los servicios.',
    name: 'Cola',
    ready: 'Esperando',
    unacknowledged: 'En mano',
    retrying: 'Por repetir',
    dead: 'Sin salida',
    consumers: 'Lectores',
    oldest: 'Más antigua',
    none: 'No se conoce ninguna cola',
  },
  disks: { title: 'Discos', used: (percent) => `${percent} % en uso`, free: (bytes) => `${bytes} libres`, folders },
};
