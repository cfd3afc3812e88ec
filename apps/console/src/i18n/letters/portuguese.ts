export const lettersInPortuguese = {
  title: 'Não processadas',
  hint: 'O que não pôde ser processado e espera por uma decisão. Reprocessar duas vezes não muda nada.',
  boxes: { ticket: 'Recebimento', sender: 'Envio', quarantine: 'Quarentena' },
  open: 'Abrir',
  replay: 'Reprocessar',
  replayChanged: 'Reprocessar com a mudança',
  replayAll: 'Reprocessar todas',
  replayed: (count: number) => `${count} de volta à fila.`,
  discard: 'Descartar',
  discarded: (count: number) => `${count} descartadas.`,
  reason: 'Motivo para descartar',
  body: 'Conteúdo',
  times: (count: number) => `${count}ª vez`,
  more: 'Carregar mais',
  empty: 'Nada aqui: tudo foi processado',
  loading: 'Carregando',
  ledger: {
    title: 'Conferência das últimas 48 horas',
    even: 'Todas as mensagens estão contabilizadas.',
    odd: 'Nem todas as mensagens estão contabilizadas.',
    received: (received: number, stored: number, duplicates: number) =>
      `${received} recebidas: ${stored} guardadas, ${duplicates} repetidas`,
    sent: (ordered: number, settled: number, unknown: number, failed: number) =>
      `${ordered} a enviar: ${settled} enviadas, ${unknown} sem confirmação, ${failed} não enviadas`,
    difference: (received: number, sent: number) => `diferença: ${received} recebidas, ${sent} enviadas`,
  },
};

export type LettersDictionary = typeof lettersInPortuguese;
