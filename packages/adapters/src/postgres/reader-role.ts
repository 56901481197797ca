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
