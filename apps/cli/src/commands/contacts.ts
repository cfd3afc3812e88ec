import type { AddCommands } from '../context.js';
import type { Row } from '../output/table.js';

/** `bkcrm contacts export|erase|erasure`: what the law gives a person a right to. */
export const addContactCommands: AddCommands = (program, context) => {
  const contacts = program.command('contacts').description('the data of one person');

  contacts
    .command('export')
    .description('everything that is stored of a person, with their files, as an archive (.tar.gz)')
    .argument('<id>', 'of the contact')
    .option('--to <file>', 'where it is written (contact-<id>.tar.gz)')
    .action(async (id: string, { to }: { to?: string }) => {
      const cli = context();
      const file = to ?? `contact-${id}.tar.gz`;
      const bytes = await cli.withGateway((gateway) => gateway.download(`/contacts/${id}/export`, file));
      cli.show({ file, bytes });
    });
  contacts
    .command('erase')
    .description('has everything of a person erased, for good')
    .argument('<id>', 'of the contact')
    .requiredOption('--reason <text>', 'stands in the audit log: name nobody in it')
    .action(async (id: string, { reason }: { reason: string }) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.post(`/contacts/${id}/erasure`, { reason }))) as Row);
    });
  contacts
    .command('erasure')
    .description('how far the erasure of a person is')
    .argument('<id>', 'of the contact')
    .action(async (id: string) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.get(`/contacts/${id}/erasure`))) as Row);
    });
};
