import { randomBytes } from 'node:crypto';
import type { AddCommands } from '../context.js';

/** `bkcrm administrators create`, `bkcrm agents list`. */
export const addAgentCommands: AddCommands = (program, context) => {
  program
    .command('administrators')
    .description('who may do everything')
    .command('create')
    .description('creates an administrator, and a link for the first password: it works once, for a day')
    .argument('<email>')
    .requiredOption('--name <name>')
    .action(async (email: string, { name }: { name: string }) => {
      const cli = context();
      const created = await cli.withGateway(async (gateway) => {
        // Nobody ever knows this password: the link replaces it.
        const password = randomBytes(32).toString('base64url');
        const agent = { email, name, role: 'administrator', departmentIds: [], password };
        const { id } = (await gateway.post('/agents', agent)) as { id: string };
        const link = (await gateway.post(`/agents/${id}/reset-link`, {})) as { url: string; expiresAt: string };
        return { id, email, name, link: link.url, expiresAt: link.expiresAt };
      });
      cli.show(created);
    });

  program
    .command('agents')
    .description('everybody who can log in')
    .command('list')
    .action(async () => {
      const cli = context();
      cli.showPage(await cli.withGateway((gateway) => gateway.get('/agents')), [
        'id',
        'email',
        'name',
        'role',
        'active',
      ]);
    });
};
