/** The results for other environments: files with variables, and other values of NODE_ENV if the application reads it. */
import { basename } from 'node:path'
import { parseEnv } from 'node:util'
import type { CorsMigration } from '../../../types/migration.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { MigrationEnvironment } from '../../reporters/migration.ts'
import type { CommandValues } from '../arguments.ts'
import type { Io } from '../io.ts'
import { fileText } from '../load-input.ts'
import type { Configuration } from './configuration-part.ts'

const VALUES = ['production', 'development']

/**
 * Runs the command again, in processes of their own, because modules read the environment when they are loaded: once for each other file with
 * variables, or else for other values of NODE_ENV.
 */
export async function otherEnvironments (file: string, values: CommandValues, { reads }: Configuration, io: Io): Promise<readonly MigrationEnvironment[]> {
  const { again } = io
  if (again === undefined || io.env[NESTED] !== undefined) return []
  const [first, ...more] = values['env-file'] ?? []
  const args = ['migrate', file, '--format', 'json', ...values.from === undefined ? [] : ['--from', values.from], ...values.export === undefined ? [] : ['--export', values.export], ...values['accept-wider'] === true ? ['--accept-wider'] : [],
    ...(values['request-header'] ?? []).flatMap(name => ['--request-header', name])]
  const run = async (name: string, own: readonly string[], variables: Readonly<Record<string, string>>, how: string): Promise<MigrationEnvironment> => {
    const { document = null, migrations = [] } = parsed(await again([...args, ...own], { ...io.env, ...variables, [NESTED]: '1' }))
    return { name, summaries: migrations.length > 0 ? migrations.map(({ summary }) => summary) : [`The application does not start with ${how}.`], document }
  }
  if (more.length > 0) return Promise.all(more.map(path => run(nameOf(path), ['--env-file', path], {}, path)))
  const same = first === undefined ? [] : ['--env-file', first]
  const isSet = Object.hasOwn(await readVariables(first, io), 'NODE_ENV')
  const others = reads.has('NODE_ENV') && !isSet ? VALUES.filter(value => value !== io.env['NODE_ENV']) : []
  return Promise.all(others.map(value => run(value, same, { NODE_ENV: value }, `NODE_ENV=${value}`)))
}

/** The name of an environment: `production` for `.env.production` and for `production.env`. */
function nameOf (path: string): string {
  return basename(path).replace(/^\.env\.?|\.env$/, '') || 'default'
}

/**
 * Reads a file with variables, as `node --env-file` does.
 *
 * @param name  undefined for none
 * @throws      CommandError if it cannot be read
 */
export async function readVariables (name: string | undefined, io: Io): Promise<Readonly<Record<string, string>>> {
  return name === undefined ? {} : parseEnv(await fileText(name, io)) as Record<string, string>
}

/** Marks a process as one of these. */
const NESTED = 'FASTIFY_CORS_POLICY_MIGRATE'

function parsed (output: string): { readonly document?: CorsPolicyDocument | null, readonly migrations?: readonly CorsMigration[] } {
  try {
    return JSON.parse(output) as ReturnType<typeof parsed>
  } catch {
    return {}
  }
}
