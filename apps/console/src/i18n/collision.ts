/** Colleagues: who is there, who looks at the same ticket, and who was faster. */
export const collisionInPortuguese = {
  answered: (name: string) => `${name} respondeu antes de você`,
  wrote: (name: string) => `${name} escreveu enquanto você respondia`,
  somebody: 'Alguém da equipe',
  notSent: 'Sua mensagem ainda não foi enviada. Leia, mude o que for preciso e envie de novo.',
  earlier: (count: number) => (count === 1 ? 'mais 1 mensagem acima' : `mais ${count} mensagens acima`),
  sendAnyway: 'Enviar mesmo assim',
  edit: 'Editar',
  discard: 'Descartar',
  viewing: (names: string[]) => `${list(names, 'e')} ${names.length === 1 ? 'está' : 'estão'} nesta conversa`,
  typing: (names: string[]) => `${list(names, 'e')} ${names.length === 1 ? 'está' : 'estão'} escrevendo…`,
  presence: 'Sua presença',
  presences: { online: 'Disponível', away: 'Ausente', offline: 'Offline' },
};

export type CollisionDictionary = typeof collisionInPortuguese;

export const collisionInEnglish: CollisionDictionary = {
  answered: (name) => `${name} answered before you`,
  wrote: (name) => `${name} wrote while you were answering`,
  somebody: 'Somebody of the team',
  notSent: 'Your message has not been sent yet. Read, change what you need to, and send it again.',
  earlier: (count) => (count === 1 ? '1 more message above' : `${count} more messages above`),
  sendAnyway: 'Send anyway',
  edit: 'Edit',
  discard: 'Discard',
  viewing: (names) => `${list(names, 'and')} ${names.length === 1 ? 'is' : 'are'} in this conversation`,
  typing: (names) => `${list(names, 'and')} ${names.length === 1 ? 'is' : 'are'} writing…`,
  presence: 'Your presence',
  presences: { online: 'Online', away: 'Away', offline: 'Offline' },
};

export const collisionInSpanish: CollisionDictionary = {
  answered: (name) => `${name} respondió antes que tú`,
  wrote: (name) => `${name} escribió mientras respondías`,
  somebody: 'Alguien del equipo',
  notSent: 'Tu mensaje aún no se ha enviado. Lee, cambia lo que haga falta y envíalo de nuevo.',
  earlier: (count) => (count === 1 ? '1 mensaje más arriba' : `${count} mensajes más arriba`),
  sendAnyway: 'Enviar de todos modos',
  edit: 'Editar',
  discard: 'Descartar',
  viewing: (names) => `${list(names, 'y')} ${names.length === 1 ? 'está' : 'están'} en esta conversación`,
  typing: (names) => `${list(names, 'y')} ${names.length === 1 ? 'está' : 'están'} escribiendo…`,
  presence: 'Tu presencia',
  presences: { online: 'Disponible', away: 'Ausente', offline: 'Desconectado' },
};

function list(names: string[], and: string): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1) ?? ''}`;
}
