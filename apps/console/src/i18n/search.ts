/** What the server found. */
export const searchInPortuguese = {
  label: 'Buscar mensagens e contatos',
  clear: 'Limpar busca',
  contacts: 'Contatos',
  messages: 'Mensagens',
  searching: 'Buscando…',
  older: 'Buscar mais antigas',
  nothing: 'Nada encontrado',
  nothingHint: 'Experimente menos palavras, ou só o começo de uma.',
  noneYet: 'Nada entre as mais recentes.',
  found: (messages: number, contacts: number) => `Mensagens: ${messages}. Contatos: ${contacts}.`,
  tooFar: 'Esta mensagem está longe demais no histórico, ou não existe mais.',
};

export type SearchDictionary = typeof searchInPortuguese;

export const searchInEnglish: SearchDictionary = {
  label: 'Search messages and contacts',
  clear: 'Clear the search',
  contacts: 'Contacts',
  messages: 'Messages',
  searching: 'Searching…',
  older: 'Search further back',
  nothing: 'Nothing found',
  nothingHint: 'Try fewer words, or only the beginning of one.',
  noneYet: 'Nothing among the most recent.',
  found: (messages, contacts) => `Messages: ${messages}. Contacts: ${contacts}.`,
  tooFar: 'This message is too far back in the history, or does not exist any more.',
};

export const searchInSpanish: SearchDictionary = {
  label: 'Buscar mensajes y contactos',
  clear: 'Borrar la búsqueda',
  contacts: 'Contactos',
  messages: 'Mensajes',
  searching: 'Buscando…',
  older: 'Buscar más antiguos',
  nothing: 'No se encontró nada',
  nothingHint: 'Prueba con menos palabras, o solo el comienzo de una.',
  noneYet: 'Nada entre los más recientes.',
  found: (messages, contacts) => `Mensajes: ${messages}. Contactos: ${contacts}.`,
  tooFar: 'Este mensaje está demasiado lejos en el historial, o ya no existe.',
};
