import { identifier, literal } from './sql.js'
import type { TableNames } from './table-names.js'

/** Runs a statement where the role exists: it may be missing where we may not create roles, and that is nobody's failure. */
const whereExists = (role: string, statement: string): string =>
  `DO ${literal(`BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN ${statement}; END IF; END`)}`

/** A role without login that reads the views and nothing else; a team grants it to whoever makes its reports. */
export const createReaderRole = (names: TableNames, role: string): ReadonlyArray<string> => [
  `DO ${literal(`BEGIN
     CREATE ROLE ${identifier(role)} NOLOGIN;
   EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
   END`)}`,
  whereExists(role, `GRANT USAGE ON SCHEMA ${names.schema} TO ${identifier(role)}`)
]

export const grantToReader = (view: string, role: string): string =>
  whereExists(role, `GRANT SELECT ON ${view} TO ${identifier(role)}`)

/**
 * Lets the role read the views that were made before it was there: somebody else may have had to create it. Views of ours are
 * told by the tables that they are named after; those that a team keeps in this schema are the team's to grant.
 */
export const grantViewsToReader = (names: TableNames, role: string): string =>
  `DO ${literal(`
  DECLARE
    shown regclass;
  BEGIN
    FOR shown IN
      SELECT v.oid
      FROM pg_class v JOIN pg_roles reader ON reader.rolname = ${literal(role)}
      WHERE v.relnamespace = ${literal(names.schema)}::regnamespace AND v.relkind = 'v'
        AND NOT has_table_privilege(reader.oid, v.oid, 'SELECT')
        AND EXISTS (
          SELECT FROM pg_class t
          WHERE t.relnamespace = v.relnamespace AND t.relkind = 'r' AND t.relname ~ '_v[0-9]+$'
            AND regexp_replace(t.relname::text, '_v[0-9]+$', '') IN (v.relname::text, v.relname::text || '_history'))
    LOOP
      EXECUTE format('GRANT SELECT ON %s TO %I', shown, ${literal(role)});
    END LOOP;
  END`)}`
