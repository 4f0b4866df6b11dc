/** The SQL that creates the table of documents. */
import { postgresDocumentNames, type CorsPostgresTable } from '../postgres/names.ts'
import { bodyOf } from '../postgres/create-tables.ts'

/** The number of versions that are kept. */
const KEPT = 100

/**
 * Returns the SQL that creates the table of documents, for a migration. Running it again changes nothing. It needs PostgreSQL 14 or newer.
 *
 * Each row is a version, and the newest one is in force. Any change of the table sends a message in its own transaction.
 *
 * @throws CorsPolicyError for an invalid name
 */
export function postgresDocumentSchema (options: CorsPostgresTable = {}): string {
  const { table, changed, publish } = postgresDocumentNames(options)
  return `\
CREATE TABLE IF NOT EXISTS ${table} (
  version bigint PRIMARY KEY,
  -- Another one for each change, so that a version that was edited or numbered again is not taken for the old one.
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  document text NOT NULL,
  digest text NOT NULL,
  note text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT now()
);

CREATE OR REPLACE FUNCTION ${changed}() RETURNS trigger LANGUAGE plpgsql AS ${bodyOf(`
BEGIN
  IF TG_LEVEL = 'ROW' THEN
    NEW.id := gen_random_uuid();
    RETURN NEW;
  END IF;
  PERFORM pg_notify(TG_TABLE_NAME || '_changed', '');
  RETURN NULL;
END
`)};

CREATE OR REPLACE TRIGGER cors_edited BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${changed}();
CREATE OR REPLACE TRIGGER cors_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION ${changed}();

CREATE OR REPLACE FUNCTION ${publish}(new_document text, new_digest text, new_note text)
  RETURNS TABLE (number bigint, is_new boolean, document_before text) LANGUAGE plpgsql AS ${bodyOf(`
DECLARE
  newest ${table}%ROWTYPE;
BEGIN
  -- Without it, two writers at a time would take the same number.
  LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO newest FROM ${table} AS each ORDER BY each.version DESC LIMIT 1;
  IF newest.document = new_document THEN
    RETURN QUERY SELECT newest.version, false, newest.document;
    RETURN;
  END IF;
  INSERT INTO ${table} (version, document, digest, note) VALUES (coalesce(newest.version, 0) + 1, new_document, new_digest, new_note);
  DELETE FROM ${table} AS old WHERE old.version <= newest.version + 1 - ${KEPT};
  RETURN QUERY SELECT coalesce(newest.version, 0) + 1, true, newest.document;
END
`)};
`
}
