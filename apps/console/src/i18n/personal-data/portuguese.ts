export const personalDataInPortuguese = {
  title: 'Dados pessoais',
  export: 'Exportar dados',
  exporting: 'Preparando o arquivo…',
  erase: 'Apagar dados desta pessoa',
  question: (name: string) => `Apagar tudo de ${name}?`,
  warning:
    'Mensagens, arquivos e atendimentos desta pessoa são apagados para sempre, em todos os números. O que ainda não saiu não é enviado. Não pode ser desfeito.',
  beyond: 'Não alcança o celular, o WhatsApp nem o banco de dados da Evolution.',
  reason: 'Motivo',
  reasonHint: 'Fica guardado na auditoria: não escreva o nome da pessoa.',
  confirm: 'Apagar para sempre',
  started: 'Os dados estão sendo apagados.',
};

export type PersonalDataDictionary = typeof personalDataInPortuguese;
