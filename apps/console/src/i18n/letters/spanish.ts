import type { LettersDictionary } from './portuguese.js';

export const lettersInSpanish: LettersDictionary = {
  title: 'Sin procesar',
  hint: 'Lo que no se pudo procesar y espera una decisión. Reprocesar dos veces no cambia nada.',
  boxes: { ticket: 'Recepción', sender: 'Envío', quarantine: 'Cuarentena' },
  open: 'Abrir',
  replay: 'Reprocesar',
  replayChanged: 'Reprocesar con el cambio',
  replayAll: 'Reprocesar todas',
  replayed: (count) => `${count} de vuelta en la cola.`,
  discard: 'Descartar',
  discarded: (count) => `${count} descartadas.`,
  reason: 'Motivo para descartar',
  body: 'Contenido',
  times: (count) => `${count} veces`,
  more: 'Cargar más',
  empty: 'Nada aquí: todo fue procesado',
  loading: 'Cargando',
  ledger: {
    title: 'Balance de las últimas 48 horas',
    even: 'Todos los mensajes están contabilizados.',
    odd: 'No todos los mensajes están contabilizados.',
    received: (received, stored, duplicates) => `${received} recibidos: ${stored} guardados, ${duplicates} repetidos`,
    sent: (ordered, settled, unknown, failed) =>
      `${ordered} por enviar: ${settled} enviados, ${unknown} sin confirmar, ${failed} no enviados`,
    difference: (received, sent) => `diferencia: ${received} recibidos, ${sent} enviados`,
  },
};
