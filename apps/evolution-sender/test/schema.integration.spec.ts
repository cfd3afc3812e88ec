import { createDataSource } from '@bkcrm/database';
import { expect, it } from 'vitest';
import { senderDatabase } from '../src/database/database.js';
import { withSenderDatabase } from './sender-harness.js';

const server = withSenderDatabase();

it('entities and migrations describe the same tables', async () => {
  const dataSource = createDataSource(senderDatabase(server.url));
  await dataSource.initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  expect(upQueries.map((query) => query.query)).toEqual([]);
});
