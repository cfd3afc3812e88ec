import { createMigrationDataSource, migrate } from '@bkcrm/database';
import { withDatabase } from '@bkcrm/testing';
import { expect, it } from 'vitest';
import { senderDatabase } from '../src/database/database.js';

const database = withDatabase();

it('the migration makes the tables that the entities describe', async () => {
  await migrate(senderDatabase(database.url));
  const dataSource = createMigrationDataSource(senderDatabase(database.url));
  await dataSource.initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});
