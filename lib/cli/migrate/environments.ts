/** The results for other values of NODE_ENV, if the application reads it. */
import type { CorsMigration } from '../../../types/migration.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { MigrationEnvironment } from '../../reporters/migration.ts'
import type { CommandValues } from '../arguments.ts'
import type { Io } from '../io.ts'
import type { Configuration } from './configuration-part.ts'

const VALUES = ['production', 'development']

/** Runs the command again, in processes of their own, because modules read the environment when they are loaded. */
export async function otherEnvironments (file: string, values: CommandValues, { reads }: Configuration, io: Io): Promise<readonly MigrationEnvironment[]> {
  const { again } = io
  if (again === undefined || !reads.has('NODE_ENV') || io.env[NESTED] !== undefined) return []
  const args = ['migrate', file, '--format', 'json', ...values.from === undefined ? [] : ['--from', values.from], ...values['accept-wider'] === true ? ['--accept-wider'] : [],
    ...(values['request-header'] ?? []).flatMap(name => ['--request-header', name])]
  return Promise.all(VALUES.filter(value => value !== io.env['NODE_ENV']).map(async value => {
    const output = await again(args, { ...io.env, NODE_ENV: value, [NESTED]: '1' })
    const { document = null, migrations = [] } = parsed(output)
    return { name: value, summaries: migrations.length > 0 ? migrations.map(({ summary }) => summary) : [`The application does not start with NODE_ENV=${value}.`], document }
  }))
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
