import type { AddCommands } from '../context.js';
import type { Row } from '../output/table.js';
import { asArguments, runBeside } from './beside.js';

const columns = ['id', 'kind', 'day', 'state', 'name', 'rows', 'bytes', 'createdAt', 'error'];

/** `bkcrm backups list|make|prove`, `bkcrm restore`. */
export const addBackupCommands: AddCommands = (program, context) => {
  const backups = program.command('backups').description('everything there is, in one file');
  backups
    .command('list')
    .description('the latest first')
    .action(async () => {
      const cli = context();
      cli.showPage(await cli.withGateway((gateway) => gateway.get('/backups')), columns);
    });
  backups
    .command('make')
    .description('has one made; it waits for its turn')
    .option('--day <date>', 'only the conversations of that day')
    .action(async ({ day }: { day?: string }) => {
      const cli = context();
      const order = day === undefined ? { kind: 'full' } : { kind: 'daily', day };
      cli.show((await cli.withGateway((gateway) => gateway.post('/backups', order))) as Row, columns);
    });
  backups
    .command('prove')
    .description('has one restored into a scratch database and compared')
    .argument('<id>')
    .action(async (id: string) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.post(`/backups/${id}/proof`, {}))) as Row, columns);
    });

  program
    .command('restore')
    .description('restores a backup into a database; needs the settings of backups, and the services stopped')
    .requiredOption('--from <name>', 'the name of the backup, or its manifest')
    .requiredOption('--to <url>', 'the database')
    .option('--media <folder>', 'brings files back as well')
    .option('--overwrite', 'even if there is something in it')
    .option('--prove', 'only tries it, on a scratch database of that server')
    .action(async (options: Record<string, string | boolean | undefined>) => {
      const result = await runBeside('ticket/src/restore.js', asArguments(options), 'restore.failed');
      context().show({ result });
    });
};
