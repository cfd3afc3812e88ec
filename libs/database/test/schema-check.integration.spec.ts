import { withDatabase } from '@bkcrm/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, createDataSource, Database, migrate, SchemaCheck } from '../src/index.js';

class First1000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE first (id int)');
  }
  async down(): Promise<void> {}
}
class Second1000000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE first ADD COLUMN name text');
  }
  async down(): Promise<void> {}
}
class TakesAway1000000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE first DROP COLUMN id');
    await runner.query(`COMMENT ON SCHEMA ticket IS 'requires Second1000000000002'`);
  }
  async down(): Promise<void> {}
}

const releases = {
  first: [First1000000000001],
  second: [First1000000000001, Second1000000000002],
  third: [First1000000000001, Second1000000000002, TakesAway1000000000003],
};

describe('a release and the schema', () => {
  const testDatabase = withDatabase();
  const logger = { log: () => {}, error: () => {}, warn: () => {} };
  const opened: Database[] = [];
  afterAll(() => Promise.all(opened.map((database) => database.dataSource.destroy())));

  const options = (release: keyof typeof releases) => ({
    url: testDatabase.url,
    role: 'bkcrm_ticket',
    schema: 'ticket',
    applicationName: 'test',
    migrations: releases[release],
    poolSize: 1,
  });
  const serviceOf = (release: keyof typeof releases): { database: Database; check: SchemaCheck } => {
    const database = new Database(createDataSource(options(release)));
    opened.push(database);
    return { database, check: new SchemaCheck(database, logger) };
  };

  it('is not ready on an empty database, and begins by itself when the migrations have run', async () => {
    const { database, check } = serviceOf('first');
    expect(check.probe().ok).toBe(false);
    const ready = connect(database, logger).then(() => check.wait());
    await migrate(options('first'));
    await ready;
    expect(check.probe()).toMatchObject({ ok: true, details: { missing: [] } });
  });

  it('is not ready on the schema of the release before, and goes on on that of the next', async () => {
    const [old, next] = [serviceOf('first'), serviceOf('second')];
    await connect(old.database, logger);
    await connect(next.database, logger);
    await next.check.look();
    expect(next.check.probe()).toMatchObject({ ok: false, details: { missing: ['Second1000000000002'] } });
    await migrate(options('second'));
    await next.check.look();
    await old.check.look();
    expect(next.check.probe().ok).toBe(true);
    expect(old.check.probe()).toMatchObject({ ok: true, details: { ahead: ['Second1000000000002'] } });
  });

  it('is not ready once what it needs was taken away', async () => {
    const [old, next] = [serviceOf('first'), serviceOf('second')];
    await connect(old.database, logger);
    await connect(next.database, logger);
    await migrate(options('third'));
    await old.check.look();
    await next.check.look();
    expect(old.check.probe()).toMatchObject({ ok: false, details: { beyond: 'Second1000000000002' } });
    expect(next.check.probe().ok).toBe(true);
  });
});
