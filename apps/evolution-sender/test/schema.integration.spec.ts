import { migrate, schemaDrift } from '@bkcrm/database';
import { withDatabase } from '@bkcrm/testing';
import { expect, it } from 'vitest';
import { senderDatabase } from '../src/database/database.js';

const database = withDatabase();

it('the migrations make the tables that the entities describe', async () => {
  await migrate(senderDatabase(database.url));
  expect(await schemaDrift(senderDatabase(database.url))).toEqual([]);
});
