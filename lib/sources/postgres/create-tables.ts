/** The SQL that creates the tables of a source. */
import { postgresNames, type CorsPostgresTable } from './names.ts'

/**
 * Returns the SQL that creates the tables, for a migration. Running it again changes nothing. It needs PostgreSQL 14 or newer.
 *
 * Any statement that changes origins gives the store a new version and sends a message, both in its own transaction. The table of
 * the version is empty until the first change: without a version, the source rejects the store as not initialized, and does not take it
 * for an empty list.
 *
 * @throws CorsPolicyError for an invalid name
 */
export function postgresSchema (options: CorsPostgresTable = {}): string {
  const { table, versionTable, changed, replace } = postgresNames(options)
  return `\
-- Bytes are compared, because two texts that a language considers equal are different origins.
CREATE TABLE IF NOT EXISTS ${table} (
  origin text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (key, origin)
);

CREATE TABLE IF NOT EXISTS ${versionTable} (
  is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
  version uuid NOT NULL
);

CREATE OR REPLACE FUNCTION ${changed}() RETURNS trigger LANGUAGE plpgsql AS ${bodyOf(`
DECLARE
  lowest text;
  highest text;
  before uuid;
  after uuid;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT min(origin), max(origin) INTO lowest, highest FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT min(origin), max(origin) INTO lowest, highest FROM old_rows;
  ELSIF TG_OP = 'UPDATE' THEN
    SELECT min(origin), max(origin) INTO lowest, highest
      FROM (SELECT origin FROM old_rows UNION ALL SELECT origin FROM new_rows) AS changed_rows;
  END IF;
  -- A statement that changes no row has a trigger too.
  IF lowest IS NULL AND TG_OP <> 'TRUNCATE' THEN
    RETURN NULL;
  END IF;
  -- The lock keeps other changes from coming between the two versions.
  EXECUTE format('SELECT version FROM %I.%I FOR UPDATE', TG_TABLE_SCHEMA, TG_TABLE_NAME || '_version') INTO before;
  EXECUTE format('INSERT INTO %I.%I (version) VALUES (gen_random_uuid())
    ON CONFLICT (is_only_row) DO UPDATE SET version = excluded.version RETURNING version', TG_TABLE_SCHEMA, TG_TABLE_NAME || '_version') INTO after;
  -- A message of 8000 bytes would be an error. Readers that know what has changed keep the rest.
  PERFORM pg_notify(TG_TABLE_NAME || '_changed',
    CASE WHEN lowest = highest AND octet_length(lowest) < 7900 THEN concat_ws(' ', lowest, before, after) ELSE '' END);
  RETURN NULL;
END
`)};

CREATE OR REPLACE TRIGGER cors_inserted AFTER INSERT ON ${table}
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ${changed}();
CREATE OR REPLACE TRIGGER cors_updated AFTER UPDATE ON ${table}
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ${changed}();
CREATE OR REPLACE TRIGGER cors_deleted AFTER DELETE ON ${table}
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ${changed}();
CREATE OR REPLACE TRIGGER cors_truncated AFTER TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION ${changed}();

CREATE OR REPLACE FUNCTION ${replace}(new_origins text[], of_key text DEFAULT '') RETURNS void LANGUAGE plpgsql AS ${bodyOf(`
BEGIN
  -- Without it, two replacements at a time would leave the origins of both.
  LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM ${table} AS old WHERE old.key = of_key AND NOT EXISTS (SELECT FROM unnest(new_origins) AS new (origin) WHERE new.origin = old.origin);
  INSERT INTO ${table} (origin, key) SELECT DISTINCT unnest(new_origins), of_key ON CONFLICT DO NOTHING;
  -- An empty list changes no row of an empty table, but it is the first version.
  INSERT INTO ${versionTable} (version) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING;
END
`)};
`
}

/** A text in dollar quotes that it does not contain, because a name of a table can contain any. */
export function bodyOf (text: string): string {
  let tag = '$cors$'
  for (let i = 1; text.includes(tag); i++) tag = `$cors${i}$`
  return `${tag}${text}${tag}`
}
