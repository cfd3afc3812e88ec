import { eventually, withDatabase } from '@bkcrm/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.js';

class CreateEntry1 implements MigrationInterface {
  readonly name = 'CreateEntry1700000000001';
  up = (runner: QueryRunner): Promise<unknown> => runner.query('CREATE TABLE entry (id int PRIMARY KEY)');
  down = (): Promise<void> => Promise.resolve();
}

class AddText2 implements MigrationInterface {
  readonly name = 'AddText1700000000002';
  up = (runner: QueryRunner): Promise<unknown> => runner.query('ALTER TABLE entry ADD text text');
  down = (): Promise<void> => Promise.resolve();
}

class IndexText3 implements MigrationInterface {
  readonly name = 'IndexText1700000000003';
  readonly transaction = false;
  up = async (runner: QueryRunner): Promise<void> => {
    await eventually(async () => {
      const others = await runner.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'migrating' AND pid <> pg_backend_pid()`,
      );
      expect(others).not.toEqual([]);
    });
    await runner.query('CREATE INDEX CONCURRENTLY entry_text ON entry (text)');
  };
  down = (): Promise<void> => Promise.resolve();
}

describe('migrations beside a running service', () => {
  const testDatabase = withDatabase();
  let reader: Client;
  let writer: Client;

  const run = (migrations: (new () => MigrationInterface)[]): Promise<string[]> =>
    migrate({
      url: testDatabase.url,
      role: 'bkcrm_ticket',
      schema: 'ticket',
      applicationName: 'migrating',
      migrations,
    });

  beforeEach(async () => {
    [reader, writer] = [new Client(testDatabase.url), new Client(testDatabase.url)];
    await Promise.all([reader.connect(), writer.connect()]);
  });
  afterEach(() => Promise.all([reader.end(), writer.end()]));

  it('give way to whoever uses the table, hold up nobody else, and are done when it is free', async () => {
    const write = (id: number): Promise<unknown> => writer.query('INSERT INTO ticket.entry (id) VALUES ($1)', [id]);
    expect(await run([CreateEntry1])).toEqual(['CreateEntry1700000000001']);
    await reader.query('BEGIN');
    await reader.query('SELECT * FROM ticket.entry');
    const migrating = run([CreateEntry1, AddText2]);
    await eventually(async () => {
      const { rows } = await writer.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'migrating' AND wait_event_type = 'Lock' AND query LIKE 'ALTER%'`,
      );
      expect(rows).toHaveLength(1);
    });
    // The first of them waits behind the migration, the reader's transaction goes on all the while.
    for (let id = 1; id <= 3; id += 1) await write(id);
    await reader.query('COMMIT');
    expect(await migrating).toEqual(['AddText1700000000002']);
    const { rows } = await writer.query('SELECT count(*)::int AS count, max(text) AS text FROM ticket.entry');
    expect(rows).toEqual([{ count: 3, text: null }]);
  });

  it('of replicas that start together run once', async () => {
    const ran = await Promise.all([run([CreateEntry1, AddText2]), run([CreateEntry1, AddText2])]);
    expect(ran.flat()).toEqual([]);
  });

  it('that make an index beside the writers do not wait for the replicas that wait for their turn', async () => {
    await run([CreateEntry1, AddText2]);
    const all = [CreateEntry1, AddText2, IndexText3];
    const ran = await Promise.all([run(all), run(all), run(all)]);
    expect(ran.flat()).toEqual(['IndexText1700000000003']);
  });
});
