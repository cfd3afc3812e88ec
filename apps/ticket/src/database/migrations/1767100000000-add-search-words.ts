import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accents that are taken off, as letters are taken apart: grave to ring, caron, dots, hook and cedilla. */
const marks = String.raw`U&'\0300\0301\0302\0303\0304\0306\0307\0308\0309\030A\030B\030C\031B\0323\0327\0328'`;
/** Everything but digits and letters; `searchWords` of the read model says the same. Ranges of characters, for classes hang on the locale. */
const between = String.raw`'[^0-9A-Za-z\u00B5-\u1FFF\u2C00-\u2DFF\u3005-\uD7FF\uF900-\uFDFF\uFE70-\uFEFE]+'`;

const statements = [
  // A text of any length costs a bounded time: what stands behind the first 10,000 characters is not found.
  `CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
   RETURN lower(regexp_replace(translate(normalize(left(value, 10000), NFKD), ${marks}, ''), ${between}, ' ', 'g') COLLATE "C")`,
  `CREATE FUNCTION search_week(at timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
   RETURN floor(extract(epoch FROM at AT TIME ZONE 'UTC') / 604800)::integer`,
  // The week is a word among the others: a word that everybody uses is looked up in some weeks only.
  `CREATE FUNCTION message_words(text text, file_name text, at timestamptz) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
   RETURN to_tsvector('pg_catalog.simple'::regconfig, search_fold(coalesce(text, '') || ' ' || coalesce(file_name, '')))
     || array_to_tsvector(ARRAY['@' || search_week(at)])`,
  // Each end of a phone is a word, so that its beginning finds a part from the middle.
  `CREATE FUNCTION contact_words(name text, phone text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
   RETURN to_tsvector('pg_catalog.simple'::regconfig, search_fold(coalesce(name, '')))
     || array_to_tsvector(ARRAY(SELECT substr(phone, place) FROM generate_series(1, length(phone) - 2) place))`,
];

/** What is searched for in texts and in names: words without accents and case, the same whatever the server's locale and dictionaries. */
export class AddSearchWords1767100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION contact_words(text, text)');
    await runner.query('DROP FUNCTION message_words(text, text, timestamptz)');
    await runner.query('DROP FUNCTION search_week(timestamptz)');
    await runner.query('DROP FUNCTION search_fold(text)');
  }
}
