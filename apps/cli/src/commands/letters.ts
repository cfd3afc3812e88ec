import { Argument } from 'commander';
import type { AddCommands } from '../context.js';
import type { Row } from '../output/table.js';

const columns = ['id', 'arrivedAt', 'queue', 'event', 'instance', 'count', 'reason'];

/** Where letters lie: those of a service's queues, or the webhooks that nobody could be found for. */
function box(): Argument {
  return new Argument('<box>').choices(['ticket', 'sender', 'quarantine']);
}

/** `bkcrm letters list|show|replay|discard`: what could not be handled, and webhooks of numbers that nobody knows. */
export const addLetterCommands: AddCommands = (program, context) => {
  const letters = program.command('letters').description('dead letters and the quarantine');

  letters
    .command('list')
    .description('the latest first')
    .addArgument(box())
    .option('--limit <number>', 'at most 200', '50')
    .option('--cursor <cursor>', '`nextCursor` of the page before')
    .action(async (name: string, { limit, cursor }: { limit: string; cursor?: string }) => {
      const cli = context();
      const query = new URLSearchParams({ limit, ...(cursor && { cursor }) });
      cli.showPage(await cli.withGateway((gateway) => gateway.get(`/letters/${name}?${query.toString()}`)), columns);
    });
  letters
    .command('show')
    .description('one, with what it says')
    .addArgument(box())
    .argument('<id>')
    .action(async (name: string, id: string) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.get(`/letters/${name}/${id}`))) as Row);
    });
  letters
    .command('replay')
    .description('puts them back into their queues: harmless however often')
    .addArgument(box())
    .argument('<id...>')
    .action(async (name: string, ids: string[]) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.post(`/letters/${name}/replay`, { ids }))) as Row);
    });
  letters
    .command('discard')
    .description('throws them away')
    .addArgument(box())
    .argument('<id...>')
    .requiredOption('--reason <text>', 'stands in the audit log')
    .action(async (name: string, ids: string[], { reason }: { reason: string }) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.post(`/letters/${name}/discard`, { ids, reason }))) as Row);
    });
};
