import { createMigrationDataSource } from './data-source.js';
import type { DatabaseOptions } from './data-source.js';

/** Statements that would make the tables what the entities say; none when migrations and entities agree. Changes nothing. */
export async function schemaDrift(options: DatabaseOptions): Promise<string[]> {
  const dataSource = createMigrationDataSource(options);
  await dataSource.initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}
