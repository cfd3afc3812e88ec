import type { PersonalDataDictionary } from './portuguese.js';

export const personalDataInSpanish: PersonalDataDictionary = {
  title: 'Datos personales',
  export: 'Exportar datos',
  exporting: 'Preparando el archivo…',
  erase: 'Borrar los datos de esta persona',
  question: (name) => `¿Borrar todo de ${name}?`,
  warning:
    'Los mensajes, archivos y atenciones de esta persona se borran para siempre, en todos los números. Lo que aún no salió no se envía. No se puede deshacer.',
  beyond: 'No alcanza el teléfono, WhatsApp ni la base de datos de Evolution.',
  reason: 'Motivo',
  reasonHint: 'Queda en la auditoría: no escriba el nombre de la persona.',
  confirm: 'Borrar para siempre',
  started: 'Los datos se están borrando.',
};
