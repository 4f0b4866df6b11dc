/** What each command accepts, and the texts of `--help`. */
import { CHECK_USAGE } from './usage/check.ts'
import { COMPLETION_USAGE } from './usage/completion.ts'
import { EXPLAIN_ERROR_USAGE, EXPLAIN_USAGE } from './usage/explain.ts'
import { commandHelp, programHelp } from './usage/help.ts'
import { MIGRATE_USAGE } from './usage/migrate.ts'
import type { CommandUsage } from './usage/types.ts'
import { DIFF_USAGE, DOCS_USAGE, LINT_USAGE, VALIDATE_USAGE } from './usage/policies.ts'
import { PROXY_USAGE, SCHEMA_USAGE } from './usage/proxy.ts'
import { DOCUMENT_USAGE, ORIGINS_USAGE } from './usage/stores.ts'

/** The commands by name, in the order of the help. */
export const USAGES: ReadonlyMap<string, CommandUsage> = new Map([
  ['validate', VALIDATE_USAGE],
  ['explain', EXPLAIN_USAGE],
  ['lint', LINT_USAGE],
  ['diff', DIFF_USAGE],
  ['docs', DOCS_USAGE],
  ['check', CHECK_USAGE],
  ['migrate', MIGRATE_USAGE],
  ['explain-error', EXPLAIN_ERROR_USAGE],
  ['origins', ORIGINS_USAGE],
  ['document', DOCUMENT_USAGE],
  ['proxy', PROXY_USAGE],
  ['schema', SCHEMA_USAGE],
  ['completion', COMPLETION_USAGE]
])

/** The text of `fastify-cors-policy --help`. */
export const USAGE = programHelp(USAGES)

/** The text of `fastify-cors-policy <command> --help` by command. */
export const COMMAND_USAGE: ReadonlyMap<string, string> = new Map([...USAGES].map(([name, usage]) => [name, commandHelp(usage)]))
