import type { AddCommands } from '../context.js';
import type { Row } from '../output/table.js';

const columns = ['id', 'name', 'instanceName', 'phone', 'state'];

interface NewNumberOptions {
  department?: string;
  server?: string;
}

/** `bkcrm numbers list|create|adopt|connect|back-fill`. */
export const addNumberCommands: AddCommands = (program, context) => {
  const numbers = program.command('numbers').description('WhatsApp numbers');

  async function register(number: Row, { department, server }: NewNumberOptions): Promise<void> {
    const cli = context();
    const body = { ...number, ...(department && { departmentId: department }), ...(server && { serverId: server }) };
    cli.show((await cli.withGateway((gateway) => gateway.post('/numbers', body))) as Row, columns);
  }

  numbers.command('list').action(async () => {
    const cli = context();
    cli.showPage(await cli.withGateway((gateway) => gateway.get('/numbers')), columns);
  });
  numbers
    .command('create')
    .description('makes an instance in Evolution; link it by `connect`')
    .argument('<name>')
    .option('--department <id>', 'where its new tickets go')
    .option('--server <id>', 'the Evolution server; by default the one of the environment')
    .action((name: string, options: NewNumberOptions) => register({ name, origin: 'created' }, options));
  numbers
    .command('adopt')
    .description('takes over an instance that exists in Evolution')
    .argument('<name>')
    .requiredOption('--instance <name>', "the instance's name in Evolution")
    .option('--department <id>', 'where its new tickets go')
    .option('--server <id>', 'the Evolution server; by default the one of the environment')
    .action((name: string, { instance, ...options }: NewNumberOptions & { instance: string }) =>
      register({ name, origin: 'adopted', instanceName: instance }, options),
    );
  numbers
    .command('connect')
    .description('offers a QR code or, with the phone, a pairing code to type there')
    .argument('<id>')
    .option('--phone <digits>', 'country code first')
    .action(async (id: string, { phone }: { phone?: string }) => {
      const cli = context();
      const offer = (await cli.withGateway((gateway) =>
        gateway.post(`/numbers/${id}/connect`, { ...(phone && { phone }) }),
      )) as { state: string; qr: { code: string; pairingCode: string | null } | null; expiresAt: string | null };
      cli.show({ ...offer, ...offer.qr }, ['state', 'pairingCode', 'code', 'expiresAt']);
    });
  numbers
    .command('back-fill')
    .description('looks for messages whose webhooks got lost')
    .argument('<id>')
    .requiredOption('--since <time>', 'ISO 8601')
    .action(async (id: string, { since }: { since: string }) => {
      const cli = context();
      await cli.withGateway((gateway) => gateway.post(`/numbers/${id}/back-fill`, { since }));
      cli.show({ id, since, ordered: true });
    });
};
