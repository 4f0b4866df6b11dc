/** `migrate <file>`: converts the configuration of another CORS library. */
import { parseUrl } from '../browser/url.ts'
import { readTraffic } from '../migrate/proof/recorded-requests.ts'
import { migrationText, type MigrationEnvironment, type MigrationReport } from '../reporters/migration.ts'
import { jsonText } from '../text/json.ts'
import type { CommandValues } from './arguments.ts'
import { EXIT, UsageError, type Io } from './io.ts'
import { fileText } from './load-input.ts'
import { readConfiguration } from './migrate/configuration.ts'
import type { Configuration } from './migrate/configuration-part.ts'
import { otherEnvironments, readVariables } from './migrate/environments.ts'
import { adviceOf, patchOf, usesNest } from './migrate/application-patch.ts'
import { projectFiles, type ProjectFile } from './migrate/project-files.ts'
import { environmentsOf, migrationReportOf } from './migrate/build-report.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'
import { styleFor } from './style.ts'

/** Prints the report, and writes the policy to `--out`. The exit status is 1 without a policy, or if the proof contradicts the report. */
export async function migrateCommand (file: string, values: CommandValues, outside: Io): Promise<number> {
  const variables = await readVariables(values['env-file']?.[0], outside)
  const io: Io = { ...outside, env: { ...outside.env, ...variables } }
  const { out, patch, format, replay } = values
  if (replay !== undefined && !/^https?:$/.test(parseUrl(replay)?.protocol ?? '')) throw new UsageError(`--replay ${replay}: The URL is invalid. It begins with https:// or http://.`)
  for (const output of [out, patch]) if (output !== undefined) await assertDifferentFile([file], output, io)
  const traffic = values.traffic === undefined ? [] : readTraffic(await fileText(values.traffic, io))
  const configuration = await readConfiguration(file, values, variables, io)
  const sources = configuration.sourceCode === undefined ? [] : await projectFiles(configuration.path)
  const found = await migrationReportOf(configuration, values, traffic, sources, io.env)
  const others = [...await environmentsOf(configuration, values, io.env), ...await otherEnvironments(file, values, configuration, outside)]
  const environments = others.filter(({ document }) => JSON.stringify(document) !== JSON.stringify(found.document))
  const report: MigrationReport = { ...found, environments, patch: changeOf(configuration, found.document, environments, sources, patch, io) }
  io.stdout.write(format === 'json' ? jsonText({ version: 1, ...report }) : migrationText(report, styleFor(io)))
  if (patch !== undefined && report.patch.text !== null) await writeOutput(report.patch.text, patch, io)
  if (out !== undefined) await writeDocuments(report, out, io)
  const isDone = report.migrations.every(({ document, verdict }) => document !== null || verdict === 'exact') && isCombined(report)
  return isDone && report.unnamed.length === 0 ? EXIT.fine : EXIT.problems
}

/** Whether there is a policy, or none is needed. */
function isCombined ({ document, migrations }: MigrationReport): boolean {
  return document !== null || migrations.every(({ document }) => document === null)
}

/** The policy of another environment gets the name of that environment: `policy.development.json`. */
async function writeDocuments ({ document, environments }: MigrationReport, out: string, io: Io): Promise<void> {
  if (document !== null) await writeOutput(jsonText(document), out, io)
  for (const { name, document } of environments) {
    if (document !== null) await writeOutput(jsonText(document), out.replace(/(?=\.[^./\\]*$|$)/, `.${name.replaceAll(/[^\w-]+/g, '-')}`), io)
  }
}

/** The patch, or what to write by hand. */
function changeOf (
  { parts, path }: Configuration, document: MigrationReport['document'], environments: readonly MigrationEnvironment[], sources: readonly ProjectFile[], patch: string | undefined, io: Io
): MigrationReport['patch'] {
  const advice = adviceOf(parts, document, environments.length > 0)
  if (advice !== undefined) return { text: null, advice }
  const text = patchOf(sources, document!, io.cwd())
  if (text !== undefined) return { text, advice: `${patch === undefined ? 'Write it to a file with --patch cors.patch, then: ' : ''}git apply ${patch ?? 'cors.patch'} && npm install fastify-cors-policy && npm uninstall @fastify/cors` }
  if (usesNest(sources)) return { text: null, advice: 'Replace app.enableCors(options) by: await app.register(corsPlugin, policy), with import corsPlugin from \'fastify-cors-policy\'. See docs/nestjs.md.' }
  return { text: null, advice: `No file from ${path} on has exactly one registration of @fastify/cors that can be replaced. Write: app.register(corsPlugin, policy), with import corsPlugin from 'fastify-cors-policy', and remove @fastify/cors.` }
}
