/** `migrate <file>`: converts the configuration of another CORS library. */
import { promises as files } from 'node:fs'
import { resolve } from 'node:path'
import type { CorsMigration, CorsMigrationChange, CorsMigrationOptions } from '../../types/migration.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { parseUrl } from '../browser/url.ts'
import { lintPolicy } from '../lint.ts'
import { combineMigrations } from '../migrate/combine.ts'
import type { ProofRoute } from '../migrate/proof/battery.ts'
import type { Proof, ProofDifference } from '../migrate/proof/compare.ts'
import { prove } from '../migrate/proof/prove.ts'
import { readTraffic, type RecordedRequest } from '../migrate/proof/traffic.ts'
import { migrationText, type MigrationReport } from '../reporters/migration.ts'
import { jsonText } from '../text/json.ts'
import { systemMessageOf } from './application-module.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { readConfiguration, type Configuration } from './migrate/configuration.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'
import { styleFor } from './style.ts'

/** Prints the report, and writes the policy to `--out`. The exit status is 1 without a policy, or if the proof contradicts the report. */
export async function migrateCommand (file: string, values: CommandValues, io: Io): Promise<number> {
  const { out, format, replay } = values
  if (replay !== undefined && parseUrl(replay) === undefined) throw new UsageError(`--replay ${replay}: The URL is invalid.`)
  if (out !== undefined) await assertDifferentFile([file], out, io)
  const traffic = values.traffic === undefined ? [] : readTraffic(await textOf(values.traffic, io))
  const configuration = await readConfiguration(file, values.from, io)
  const report = await reportOf(configuration, values, traffic, io)
  io.stdout.write(format === 'json' ? jsonText({ version: 1, ...report }) : migrationText(report, styleFor(io)))
  if (out !== undefined && report.document !== null) await writeOutput(jsonText(report.document), out, io)
  const isDone = report.migrations.every(({ document, verdict }) => document !== null || verdict === 'exact')
  return isDone && report.unnamed.length === 0 ? EXIT.fine : EXIT.refused
}

async function reportOf (configuration: Configuration, values: CommandValues, traffic: readonly RecordedRequest[], io: Io): Promise<MigrationReport> {
  const { parts, routes, off, notFound, path, sourceCode } = configuration
  const seen = [...new Set(traffic.flatMap(({ headerNames }) => headerNames))]
  const requestHeaders = values['request-header'] ?? (seen.length > 0 ? seen : undefined)
  const options: CorsMigrationOptions = {
    acceptWider: values['accept-wider'] === true,
    ...requestHeaders !== undefined && { requestHeaders },
    ...routes.length > 0 && { routedMethods: [...new Set(routes.flatMap(({ methods }) => methods))] },
    variables: io.env,
    sourceCode
  }
  const migrations: CorsMigration[] = []
  for (const { library, version, given, place, isRoute } of parts) {
    const results = await library.convert(given, version, options)
    migrations.push(...results.map(result => place === null ? result : { ...isRoute ? ofRoute(result, options.acceptWider === true) : result, place }))
  }
  const document = combineMigrations(migrations, off, notFound)
  const proof = await prove({
    parts,
    document: document ?? migrations[0]!.nearest,
    routes: routes.length > 0 ? routes : SAMPLE_ROUTES,
    texts: originsIn(parts[0]!.given),
    notFound,
    traffic,
    replay: values.replay
  }, path)
  const lint = document === null ? [] : lintPolicy(document as CorsPolicyDocument, { production: true }).filter(({ id }) => !COMMON.has(id))
  return { migrations, document, proof, unnamed: unnamedIn(proof, migrations), lint }
}

/**
 * @fastify/cors answers preflights for a route by the options of the registration, and only other requests by those of the route. The policy
 * of a route is for both, so it approves no preflight without consent.
 */
function ofRoute (migration: CorsMigration, isAccepted: boolean): CorsMigration {
  const { document, opens, closes } = migration
  if (document === null || migration.verdict === 'wider') return migration
  const message = 'Preflights for this route followed the options of the registration, and not those of the route.'
  if (isAccepted) return { ...migration, verdict: 'wider', opens: [...opens, routePreflights(`${message} Now they follow those of the route.`)] }
  return {
    ...migration,
    verdict: 'narrower',
    summary: 'Narrower: the policy of this route approves no preflights. With --accept-wider, it does.',
    document: { ...document, methods: [], allowedHeaders: [] },
    closes: [...closes, routePreflights(`${message} The policy approves none.`)]
  }
}

function routePreflights (message: string): CorsMigrationChange {
  const id = 'route-preflights'
  return { id, message, request: { origin: 'https://any.example', method: 'PUT', header: null, credentials: false } }
}

/** What the old configuration has in common with everybody. */
const COMMON: ReadonlySet<string> = new Set(['safelisted-method-listed', 'max-age-absent'])

const SAMPLE_ROUTES: readonly ProofRoute[] = [
  { url: '/items', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
  { url: '/status', methods: ['GET'] }
]

/** The differences of the proof that the report does not announce. */
function unnamedIn (proof: Proof | string, migrations: readonly CorsMigration[]): readonly ProofDifference[] {
  if (typeof proof === 'string') return []
  const opens = migrations.some(({ opens }) => opens.length > 0)
  const closes = migrations.some(({ closes }) => closes.length > 0)
  return proof.differences.filter(({ effect, isUnrouted }) => !isUnrouted && ((effect === 'opens' && !opens) || (effect === 'closes' && !closes)))
}

function originsIn (given: unknown): readonly string[] {
  const { origin = given } = (typeof given === 'object' && given !== null ? given : {}) as { readonly origin?: unknown }
  return (Array.isArray(origin) ? origin : [origin]).filter(text => typeof text === 'string')
}

async function textOf (name: string, io: Io): Promise<string> {
  try {
    return await files.readFile(resolve(io.cwd(), name), 'utf8')
  } catch (error) {
    throw new CommandError(`${name}: The file cannot be read: ${systemMessageOf(error)}`)
  }
}
