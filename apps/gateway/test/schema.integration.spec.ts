import { migrate, schemaDrift } from '@bkcrm/database';
import { withDatabase } from '@bkcrm/testing';
import { expect, it } from 'vitest';
import { gatewayDatabase } from '../src/database/database.js';

const database = withDatabase();

it('the migrations make the tables that the entities describe', async () => {
  await migrate(gatewayDatabase(database.url));
  expect(await schemaDrift(gatewayDatabase(database.url))).toEqual([]);
});
