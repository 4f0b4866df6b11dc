/** A configuration → the report of its conversion, with the proof. */
import type { CorsMigration, CorsMigrationNote, CorsMigrationOptions } from '../../../types/migration.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { lintPolicy } from '../../lint.ts'
import { combineMigrations } from '../../migrate/combine-places.ts'
import type { ProofRoute } from '../../migrate/proof/page-requests.ts'
import type { Proof, ProofDifference } from '../../migrate/proof/compare.ts'
import { listText } from '../../migrate/report.ts'
import { prove, routesOfTraffic } from '../../migrate/proof/prove.ts'
import type { RecordedRequest } from '../../migrate/proof/recorded-requests.ts'
import type { MigrationEnvironment, MigrationReport } from '../../reporters/migration.ts'
import type { CommandValues } from '../arguments.ts'
import type { Io } from '../io.ts'
import type { Configuration } from './configuration-part.ts'
import { converted } from './conversions.ts'
import { foundHeaders, type FoundHeader } from './header-names.ts'
import type { ProjectFile } from './project-files.ts'

/** Converts every use, and runs the proof. @param files  the source files of the application */
export async function migrationReportOf (
  configuration: Configuration, values: CommandValues, traffic: readonly RecordedRequest[], files: readonly ProjectFile[], env: Io['env']
): Promise<Omit<MigrationReport, 'environments' | 'patch'>> {
  const { routes, off, notFound, replayed, path } = configuration
  const [first] = configuration.parts
  const found = foundHeaders(configuration.schemaHeaders, files)
  const options = optionsOf(configuration, values, traffic, found, env)
  const parts = configuration.parts.filter(({ environment }) => environment === first!.environment)
  const migrations = withQuestions(await converted(parts, options, routes.map(({ url }) => url)), options.requestHeaders === undefined ? found : [], [...configuration.reads].filter(name => name !== 'NODE_ENV' && env[name] === undefined), configuration.questions)
  const document = combineMigrations(migrations, off, notFound)
  const proof = await prove({
    parts,
    migrations,
    // Without a policy, the nearest ones show what they would change.
    document: document ?? combineMigrations(migrations.map(migration => ({ ...migration, document: migration.document ?? migration.nearest })), off, notFound),
    routes: [routes, routesOfTraffic(traffic)].find(list => list.length > 0) ?? SAMPLE_ROUTES,
    off,
    texts: originsIn(parts[0]!.given),
    notFound,
    replayed,
    traffic,
    replay: values.replay
  }, path)
  const lint = document === null ? [] : lintPolicy(document as CorsPolicyDocument, { production: true }).filter(({ id }) => !COMMON.has(id))
  const isWritten = document !== null || migrations.every(({ verdict }) => verdict === 'exact')
  return { migrations, document, proof, unnamed: isWritten ? unnamedIn(proof) : [], lint }
}

function optionsOf (
  { routes, sourceCode }: Configuration, values: CommandValues, traffic: readonly RecordedRequest[], found: readonly FoundHeader[], variables: Io['env']
): CorsMigrationOptions {
  const seen = [...new Set(traffic.flatMap(({ headerNames }) => headerNames))]
  const requestHeaders = values['request-header'] ?? (seen.length > 0 ? seen : undefined)
  return {
    acceptWider: values['accept-wider'] === true,
    ...requestHeaders !== undefined && { requestHeaders },
    readHeaders: found.map(({ name }) => name),
    ...routes.length > 0 && { routedMethods: [...new Set(routes.flatMap(({ methods }) => methods))] },
    variables,
    sourceCode
  }
}

/** Adds what only the application as a whole shows. */
function withQuestions (migrations: readonly CorsMigration[], found: readonly FoundHeader[], unset: readonly string[], ofApplication: readonly CorsMigrationNote[] = []): readonly CorsMigration[] {
  const variables = unset.length === 0 ? [] : [noteOf('variables-unset', `The application reads ${listText(unset)} from the environment, which ${unset.length === 1 ? 'is' : 'are'} not set. If the configuration depends on ${unset.length === 1 ? 'it' : 'them'}, run the command with the values of production.`)]
  return migrations.map((migration, i) => {
    const { place, questions, assumptions, closes } = migration
    const isListed = closes.some(({ id }) => id === 'header-not-listed')
    const isRepeated = migrations.some(other => other !== migration && other.place === place)
    return {
      ...migration,
      assumptions: [
        ...assumptions,
        ...isListed && found.length > 0 ? [noteOf('headers-read', `Request headers that the application reads: ${found.map(({ name, place }) => `${name} (${place})`).join(', ')}.`)] : [],
        ...i === 0 ? variables : []
      ],
      questions: [
        ...questions,
        ...isRepeated ? [noteOf('same-place', 'Several configurations seem to be for the same paths. Which paths is each of them for? Combine them with "policies" and "routes".')] : [],
        ...i === 0 ? ofApplication : []
      ]
    }
  })
}

function noteOf (id: string, message: string): CorsMigrationNote {
  return { id, message }
}

/** Converts the parts for other environments, without a proof. */
export async function environmentsOf (configuration: Configuration, values: CommandValues, env: Io['env']): Promise<readonly MigrationEnvironment[]> {
  const [first] = configuration.parts
  const names = new Set(configuration.parts.map(({ environment }) => environment).filter(name => name !== first!.environment))
  const options = optionsOf(configuration, values, [], [], env)
  return Promise.all([...names].map(async name => {
    const migrations = await converted(configuration.parts.filter(({ environment }) => environment === name), options)
    return { name: name ?? 'default', summaries: migrations.map(({ summary }) => summary), document: combineMigrations(migrations) }
  }))
}

/** What the old configuration has in common with everybody. */
const COMMON: ReadonlySet<string> = new Set(['safelisted-method-listed', 'max-age-absent'])

const SAMPLE_ROUTES: readonly ProofRoute[] = [
  { url: '/items', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
  { url: '/status', methods: ['GET'] }
]

/** The differences of the proof that the report does not name. */
function unnamedIn (proof: Proof | string): readonly ProofDifference[] {
  return typeof proof === 'string' ? [] : proof.differences.filter(({ isUnrouted, effect, isExplained }) => !isUnrouted && effect !== 'changes' && !isExplained)
}

function originsIn (given: unknown): readonly string[] {
  const { origin = given } = (typeof given === 'object' && given !== null ? given : {}) as { readonly origin?: unknown }
  return (Array.isArray(origin) ? origin : [origin]).filter(text => typeof text === 'string')
}
