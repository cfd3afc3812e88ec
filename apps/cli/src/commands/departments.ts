import type { AddCommands } from '../context.js';
import type { Row } from '../output/table.js';

const columns = ['id', 'name'];

/** `bkcrm departments list|create`. */
export const addDepartmentCommands: AddCommands = (program, context) => {
  const departments = program.command('departments').description('where tickets and agents belong');
  departments.command('list').action(async () => {
    const cli = context();
    cli.showPage(await cli.withGateway((gateway) => gateway.get('/departments')), columns);
  });
  departments
    .command('create')
    .argument('<name>')
    .action(async (name: string) => {
      const cli = context();
      cli.show((await cli.withGateway((gateway) => gateway.post('/departments', { name }))) as Row, columns);
    });
};
