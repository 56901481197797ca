import { literal } from './sql.js'
import type { TableNames } from './table-names.js'

/**
 * Brings the tables that an earlier version made to the form of this one. What holds now stood in a table of its own, and once
 * more among all versions; now it is the versions that are open. It is done whenever a store is opened: a process of the earlier
 * version may have made more tables since. Writers of the earlier version find their table gone and stop; it is not taken back.
 *
 * Nobody saves meanwhile, since every save begins with its checkpoint. Views are changed last: who reads waits for no index.
 */
export const singleTables = (names: TableNames): string => {
  const found = `
    SELECT parts[1] AS name, parts[1] || '_v' || parts[2] AS rows, c.relname AS history,
      parts[1] || '_rows_v' || parts[2] || '_key' AS key
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'valid_to_commit',
      regexp_match(c.relname, '^(.*)_history_v([0-9]+)$') parts
    WHERE c.relnamespace = own::regnamespace AND c.relkind = 'r'
      AND to_regclass(format('%s.%I', own, parts[1] || '_v' || parts[2])) IS NOT NULL`
  return `DO ${literal(`
  DECLARE
    own text := ${literal(names.schema)};
    one record;
    index record;
    shown text;
  BEGIN
    IF NOT EXISTS (${found}) THEN RETURN; END IF;
    LOCK TABLE ${names.group} IN EXCLUSIVE MODE;
    FOR one IN ${found} LOOP
      EXECUTE format('CREATE UNIQUE INDEX IF NOT EXISTS %I ON %s.%I (row_key) WHERE valid_to_commit IS NULL',
        one.key, own, one.history);
      FOR index IN
        SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass(format('%s.%I', own, one.rows)) AND NOT i.indisprimary
      LOOP
        EXECUTE format('CREATE INDEX %I ON %s.%I%s WHERE valid_to_commit IS NULL', index.name || '_open', own, one.history,
          substr(index.definition, position(' USING ' IN index.definition)));
      END LOOP;
    END LOOP;
    FOR one IN ${found} LOOP
      SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO shown
      FROM pg_attribute a
      WHERE a.attrelid = to_regclass(format('%s.%I', own, one.name)) AND a.attnum > 0
        AND EXISTS (SELECT FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
                    WHERE r.ev_class = a.attrelid AND d.refobjid = to_regclass(format('%s.%I', own, one.rows)));
      IF shown IS NOT NULL THEN
        EXECUTE format('CREATE OR REPLACE VIEW %s.%I AS SELECT %s FROM %s.%I WHERE valid_to_commit IS NULL',
          own, one.name, shown, own, one.name || '_history');
      END IF;
      FOR index IN
        SELECT c.relname AS name
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass(format('%s.%I', own, one.rows)) AND NOT i.indisprimary
      LOOP
        EXECUTE format('DROP INDEX %s.%I', own, index.name);
        EXECUTE format('ALTER INDEX %s.%I RENAME TO %I', own, index.name || '_open', index.name);
      END LOOP;
      EXECUTE format('DROP TABLE %s.%I', own, one.rows);
    END LOOP;
  END`)}`
}
