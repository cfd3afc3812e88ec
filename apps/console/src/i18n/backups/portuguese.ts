/** What administrators see of backups. */
export const backupsInPortuguese = {
  title: 'Backups',
  hint: 'Cópias de tudo, feitas sozinhas. Um backup só vale depois de provado: restaure-o de vez em quando.',
  off: 'Nenhum backup é feito: não há lugar configurado (BACKUP_TARGET).',
  sameDisk:
    'Os backups ficam no mesmo disco que os dados. Se o disco falhar, tudo se perde junto: use outro disco ou S3.',
  plain: 'Os backups não são criptografados (BACKUP_KEYS).',
  plan: (place: string, next: string) => `Em ${place}. Próximo: ${next}.`,
  start: 'Fazer backup agora',
  started: 'O backup começa em instantes.',
  prove: 'Provar',
  proving: 'Sendo provado…',
  download: 'Baixar',
  proven: (time: string) => `Provado ${time}: restaurado e igual.`,
  broken: (problem: string) => `Não pôde ser restaurado: ${problem}`,
  unproven: 'Ainda não provado',
  kinds: { full: 'Completo', daily: 'Conversas do dia' },
  states: { waiting: 'Na fila', running: 'Sendo feito…', done: 'Feito', failed: 'Falhou' },
  rows: (count: number) => `${count} registros`,
  missing: (count: number) => `${count} arquivos não encontrados`,
  empty: 'Nenhum backup ainda',
  loading: 'Carregando',
};

export type BackupsDictionary = typeof backupsInPortuguese;
