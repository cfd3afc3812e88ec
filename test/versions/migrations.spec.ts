import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { senderDatabase } from '../../apps/evolution-sender/src/database/database.js';
import { gatewayDatabase } from '../../apps/gateway/src/database/database.js';
import { ticketDatabase } from '../../apps/ticket/src/database/database.js';
import { breakingStatements } from './breaking-statements.js';

/** Those before ran before there was a release to run beside. */
const firstHeld = 1_766_700_000_000;

type Migration = MigrationInterface & { unusedSince?: string };

const migrations = [ticketDatabase, senderDatabase, gatewayDatabase].flatMap(
  (describeDatabase) => describeDatabase('postgres://nowhere').migrations as (new () => Migration)[],
);
const stamp = (name: string): number => Number(/\d{13}$/.exec(name)?.[0]);
const held = [...new Set(migrations)].filter(({ name }) => stamp(name) >= firstHeld);

async function statementsOf(migration: Migration): Promise<string[]> {
  const statements: string[] = [];
  const query = (sql: string): Promise<unknown[]> => (statements.push(sql), Promise.resolve([]));
  await migration.up({ query } as unknown as QueryRunner);
  return statements;
}

const releaseNow = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
const partsOf = (version: string): number[] => version.split('.').map(Number);

function isBefore(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  const index = a.findIndex((part, at) => part !== b[at]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

describe('migrations', () => {
  it('are found', () => {
    expect(migrations.length).toBeGreaterThan(25);
  });

  it.each(held.map((migration) => ({ name: migration.name, migration })))(
    '$name only adds, or says since which release nothing uses what it takes away',
    async ({ migration: Held }) => {
      const migration = new Held();
      const statements = await statementsOf(migration);
      if (migration.unusedSince === undefined) {
        expect(breakingStatements(statements)).toEqual([]);
        return;
      }
      expect(isBefore(migration.unusedSince, releaseNow), `unused since ${migration.unusedSince}`).toBe(true);
      // Releases that still use it must not believe that they can go on.
      expect(statements).toContainEqual(expect.stringMatching(/^COMMENT ON SCHEMA \w+ IS 'requires \w+'$/));
    },
  );
});

describe('breakingStatements', () => {
  it.each([
    'CREATE TABLE note (id uuid NOT NULL, text text NOT NULL)',
    'ALTER TABLE message ADD note text',
    `ALTER TABLE message ADD COLUMN pinned boolean NOT NULL DEFAULT false, ADD note text`,
    'ALTER TABLE message DROP CONSTRAINT "CHK_message_kind"',
    'ALTER TABLE message ALTER COLUMN note DROP NOT NULL',
    'DROP INDEX CONCURRENTLY message_note',
    'CREATE INDEX CONCURRENTLY message_note ON message (note)',
    'GRANT SELECT ON ALL TABLES IN SCHEMA ticket TO bkcrm_gateway',
  ])('lets pass: %s', (sql) => {
    expect(breakingStatements([sql])).toEqual([]);
  });

  it('lets an index be made at once on a table that is new itself', () => {
    expect(breakingStatements(['CREATE TABLE note (id uuid)', 'CREATE UNIQUE INDEX note_id ON note (id)'])).toEqual([]);
  });

  it.each([
    'DROP TABLE note',
    'ALTER TABLE message DROP COLUMN note',
    'ALTER TABLE message ADD pinned boolean, DROP note',
    'ALTER TABLE message RENAME COLUMN note TO remark',
    'ALTER TABLE message RENAME TO messages',
    'ALTER TABLE message ADD note text NOT NULL',
    `ALTER TABLE message ADD pinned boolean NOT NULL DEFAULT false, ADD note text NOT NULL`,
    'ALTER TABLE message ALTER COLUMN note SET NOT NULL',
    'ALTER TABLE message ALTER COLUMN note DROP DEFAULT',
    'ALTER TABLE message ALTER note TYPE jsonb',
    'ALTER TABLE message ADD CONSTRAINT "UQ_note" UNIQUE (note)',
    'CREATE INDEX message_note ON message (note)',
    'CREATE UNIQUE INDEX message_note ON message USING btree (note)',
    'REVOKE SELECT ON message FROM bkcrm_gateway',
    `UPDATE message SET note = ''`,
  ])('names: %s', (sql) => {
    expect(breakingStatements([`\n  ${sql}`])).toHaveLength(1);
  });
});
