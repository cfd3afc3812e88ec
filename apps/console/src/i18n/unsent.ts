/** What has not got into the server, wherever it was written. */
export const unsentInPortuguese = {
  title: 'Mensagens não enviadas',
  waiting: (count: number) => (count === 1 ? '1 mensagem espera a conexão' : `${count} mensagens esperam a conexão`),
  refused: (count: number) => (count === 1 ? '1 mensagem foi recusada' : `${count} mensagens foram recusadas`),
  show: 'Ver',
  open: 'Abrir a conversa',
  waits: 'Espera a conexão; sai sozinha.',
  elsewhere: 'Conversa não carregada',
};

export type UnsentDictionary = typeof unsentInPortuguese;

export const unsentInEnglish: UnsentDictionary = {
  title: 'Messages not sent',
  waiting: (count) =>
    count === 1 ? '1 message waits for the connection' : `${count} messages wait for the connection`,
  refused: (count) => (count === 1 ? '1 message was refused' : `${count} messages were refused`),
  show: 'Show',
  open: 'Open the conversation',
  waits: 'Waits for the connection; it leaves by itself.',
  elsewhere: 'Conversation not loaded',
};

export const unsentInSpanish: UnsentDictionary = {
  title: 'Mensajes no enviados',
  waiting: (count) => (count === 1 ? '1 mensaje espera la conexión' : `${count} mensajes esperan la conexión`),
  refused: (count) => (count === 1 ? '1 mensaje fue rechazado' : `${count} mensajes fueron rechazados`),
  show: 'Ver',
  open: 'Abrir la conversación',
  waits: 'Espera la conexión; sale solo.',
  elsewhere: 'Conversación no cargada',
};
