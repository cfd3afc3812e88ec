import type { BackupsDictionary } from './portuguese.js';

export const backupsInSpanish: BackupsDictionary = {
  title: 'Copias de seguridad',
  hint: 'Copias de todo, hechas solas. Una copia vale lo que su prueba: haga restaurar una de vez en cuando.',
  off: 'No se hacen copias: no hay un lugar configurado (BACKUP_TARGET).',
  sameDisk: 'Las copias están en el mismo disco que los datos. Si falla, se pierde todo junto: use otro disco o S3.',
  plain: 'Las copias no están cifradas (BACKUP_KEYS).',
  plan: (place, next) => `En ${place}. Próxima: ${next}.`,
  start: 'Hacer una copia ahora',
  started: 'La copia empieza en un momento.',
  prove: 'Probar',
  proving: 'En prueba…',
  download: 'Descargar',
  proven: (time) => `Probada ${time}: restaurada e igual.`,
  broken: (problem) => `No se pudo restaurar: ${problem}`,
  unproven: 'Aún sin probar',
  kinds: { full: 'Completa', daily: 'Conversaciones del día' },
  states: { waiting: 'En espera', running: 'En curso…', done: 'Hecha', failed: 'Falló' },
  rows: (count) => `${count} registros`,
  missing: (count) => `${count} archivos no encontrados`,
  empty: 'Aún no hay copias',
  loading: 'Cargando',
};
