import type { SystemResource } from '@bkcrm/contracts';
import type { AddCommands } from '../context.js';

const columns = ['service', 'host', 'version', 'state', 'failing', 'startedAt', 'heardAt'];

/** `bkcrm system`, `bkcrm notices`. */
export const addSystemCommands: AddCommands = (program, context) => {
  program
    .command('system')
    .description('how the running system does: every replica of every service; with --json everything there is to know')
    .action(async () => {
      const cli = context();
      const system = (await cli.withGateway((gateway) => gateway.get('/system'))) as SystemResource;
      cli.showPage({ ...system, ...(cli.options.json !== true && { items: rowsOf(system) }) }, columns);
    });
  program
    .command('notices')
    .description('the problems there are, and those of the last 30 days, the latest first')
    .action(async () => {
      const cli = context();
      const notices = await cli.withGateway((gateway) => gateway.get('/notices'));
      cli.showPage(notices, ['kind', 'text', 'begunAt', 'overAt']);
    });
};

/** One row for each replica, and one that says so for a service that was never heard. */
function rowsOf({ services }: SystemResource): Record<string, unknown>[] {
  return services.flatMap(({ name: service, replicas }) =>
    replicas.length === 0
      ? [{ service, state: 'never heard' }]
      : replicas.map(({ failing, ...replica }) => ({
          service,
          ...replica,
          failing: failing.map(({ check }) => check).join(' '),
        })),
  );
}
