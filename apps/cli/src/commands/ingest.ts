import { CommandFailed } from '../command-failed.js';
import type { AddCommands } from '../context.js';
import type { Row } from '../output/table.js';
import { asArguments, runBeside } from './beside.js';

/** `bkcrm spool status`, `bkcrm journal replay`: what webhook-ingest keeps, on its own machine. */
export const addIngestCommands: AddCommands = (program, context) => {
  program
    .command('spool')
    .description('what was accepted while the broker was away')
    .command('status')
    .option('--admin <url>', "webhook-ingest's administration address")
    .action(async ({ admin }: { admin?: string }) => {
      const cli = context();
      cli.show(await readSpool(admin ?? `http://127.0.0.1:${cli.config.INGEST_ADMIN_PORT}`));
    });

  program
    .command('journal')
    .description('the webhooks of the last day')
    .command('replay')
    .description(
      'feeds them in again after the broker lost them; harmless, and needs the environment of webhook-ingest',
    )
    .requiredOption('--from <time>', 'ISO 8601')
    .option('--until <time>', 'ISO 8601; now, unless given')
    .option('--rate <number>', 'webhooks a second')
    .option('--dry-run', 'only counts them')
    .action(async (options: Record<string, string | boolean | undefined>) => {
      const args = asArguments(options);
      const result = await runBeside('webhook-ingest/src/replay-journal.js', args, 'journal.replay-failed');
      context().show({ result });
    });
};

async function readSpool(admin: string): Promise<Row> {
  const response = await fetch(new URL('/readyz', admin), { signal: AbortSignal.timeout(10_000) }).catch(
    (error: unknown) => {
      throw new CommandFailed(`webhook-ingest does not answer at ${admin}`, 'network', { cause: error });
    },
  );
  const { details = {} } = (await response.json()) as { details?: Record<string, Row> };
  const { spool, broker } = details;
  if (spool === undefined) throw new CommandFailed(`${admin} is not webhook-ingest`, 'spool.unknown');
  return {
    accepting: response.ok,
    broker: broker?.['ok'] === true ? 'up' : 'down',
    writable: spool['writable'],
    records: spool['records'],
    bytes: spool['bytes'],
  };
}
