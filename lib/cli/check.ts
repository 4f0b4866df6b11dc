/** `check <url…>`: checks live endpoints and prints the findings. */
import type { CheckApplicationOptions } from '../../types/check-application.ts'
import type { CheckFinding, CheckOptions, CheckReport } from '../../types/check.ts'
import type { CorsDocumentation } from '../../types/documentation.ts'
import { countsText, fingerprintOf, noResponseText, type CheckedEndpoint, type CheckResults, type UnreachableEndpoint } from '../reporters/check-results.ts'
import { issueLines } from '../reporters/issues.ts'
import { escapeText } from '../text/escape.ts'
import { applicationOptions, isOfAllRoutes, routePolicies } from './check/application.ts'
import { readBaseline } from './check/baseline.ts'
import { messageWithFlags } from './check/options-as-flags.ts'
import { optionsOf } from './check/options.ts'
import { planText } from './check/plan-text.ts'
import { progressFor } from './check/progress.ts'
import { checkReportText } from './check/report-text.ts'
import type { CheckValues } from './check/flag-types.ts'
import { failingOf } from './fail-on.ts'
import { readIgnoreArgument, withoutIgnored, type IgnoreArgument } from './ignore-argument.ts'
import { EXIT, UsageError, type Io } from './io.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'
import { styleFor } from './style.ts'
import { InvalidPolicyError } from './load-input.ts'

/** Loads the check and its HTTP client on first use, because the other commands do not need them. */
const load = async () => {
  const [module, { PROBES }] = await Promise.all([import('../check.ts'), import('../check/probes/index.ts')])
  return { ...module, ids: [...new Set(PROBES.flatMap(({ kinds }) => Object.keys(kinds)))] }
}

/** Prints the findings, or the requests with `--dry-run`, and returns the exit status. Issues of an invalid policy go to stderr, because they are not a report. */
export async function checkCommand (urls: readonly string[], values: CheckValues, io: Io): Promise<number> {
  try {
    return await check(urls, values, io)
  } catch (error) {
    if (!(error instanceof InvalidPolicyError)) throw error
    io.stderr.write(issueLines((values.app ?? values.policy)!, error.issues, styleFor({ stdout: io.stderr, env: io.env })))
    return EXIT.problems
  }
}

async function check (addresses: readonly string[], values: CheckValues, io: Io): Promise<number> {
  if (addresses.length === 0) throw new UsageError('The command check needs at least one URL.')
  const { 'fail-on': failOn, 'dry-run': isDry = false, verbose: isVerbose = false, format = 'text', out } = values
  const failing = failingOf(failOn)
  if (isDry && format !== 'text') throw new UsageError('check --dry-run can print only text. Remove --format.')
  const checker = await load()
  const ignores = (values.ignore ?? []).map(text => readIgnoreArgument(text, { what: 'kind of finding', ids: checker.ids, about: 'subject' }))
  const options = await optionsOf(values, io)
  if (out !== undefined) await assertDifferentFile([values.policy, values.app, values.baseline].filter(file => file !== undefined), out, io)
  const baseline = values.baseline === undefined ? undefined : await readBaseline(values.baseline, io)
  const urls = [...new Set(addresses)]
  const common = { baseline, isVerbose, failing }
  if (isOfAllRoutes(urls, values)) {
    const documentation = await routePolicies(values, options, io)
    const { routes, notChecked, unreachable } = await checkRoutes(urls[0]!, documentation, applicationOptions(options, values), checker, io)
    const endpoints = routes.map(({ methods, pattern, report }) => ({ ...classify(report, ignores, baseline), label: `${methods.join(', ')} ${pattern}` }))
    return finish({ endpoints, unreachable, notChecked, ...common }, ignores, values, io)
  }
  const plan = planOf(urls, options, checker)
  if (isDry) {
    await writeOutput(planText(plan), out, io)
    return EXIT.fine
  }
  const { reports, unreachable } = await checkAll(urls, options, checker, io)
  return finish({ endpoints: reports.map(report => classify(report, ignores, baseline)), unreachable, ...common }, ignores, values, io)
}

/** Writes the results and the messages, and returns the exit status. */
async function finish (results: CheckResults, ignores: readonly IgnoreArgument[], values: CheckValues, io: Io): Promise<number> {
  const { endpoints, unreachable, failing } = results
  const { out } = values
  // If no endpoint can be reached, the file keeps an earlier report.
  if (out === undefined || endpoints.length > 0) await writeOutput(checkReportText(results, values, io), out, io)
  writeMessages(results, ignores, out, io)
  if (unreachable.length > 0 || endpoints.some(({ report: { isComplete, isReached } }) => !isComplete || !isReached)) return EXIT.unreachable
  return endpoints.some(({ findings }) => findings.some(({ severity }) => failing.includes(severity))) ? EXIT.problems : EXIT.fine
}

type Checker = Awaited<ReturnType<typeof load>>

/** Validates the options for all URLs before anything is sent. */
function planOf (urls: readonly string[], options: CheckOptions, { planRequests, CheckOptionError }: Checker) {
  try {
    return urls.flatMap(url => planRequests(url, options))
  } catch (error) {
    throw error instanceof CheckOptionError ? new UsageError(messageWithFlags(error)) : error
  }
}

async function checkAll (urls: readonly string[], options: CheckOptions, { checkEndpoint, UnreachableError }: Checker, io: Io) {
  const progress = progressFor(io)
  const reports: CheckReport[] = []
  const unreachable: UnreachableEndpoint[] = []
  for (const url of urls) {
    try {
      reports.push(await checkEndpoint(url, { ...options, onProgress: (done, planned) => progress.update(url, done, planned) }))
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      unreachable.push({ url, message: error.message })
    } finally {
      progress.end()
    }
  }
  return { reports, unreachable }
}

async function checkRoutes (url: string, documentation: CorsDocumentation, options: CheckApplicationOptions, { checkApplication, UnreachableError, CheckOptionError }: Checker, io: Io) {
  const progress = progressFor(io)
  try {
    const { routes, notChecked } = await checkApplication(documentation, url, { ...options, onProgress: (done, planned) => progress.update(url, done, planned) })
      .finally(() => progress.end())
    return { routes, notChecked, unreachable: [] }
  } catch (error) {
    if (error instanceof CheckOptionError) throw new UsageError(messageWithFlags(error))
    if (!(error instanceof UnreachableError)) throw error
    return { routes: [], notChecked: [], unreachable: [{ url, message: error.message }] }
  }
}

/** Splits the findings into new ones, ignored ones, and those of the baseline. */
function classify (report: CheckReport, ignores: readonly IgnoreArgument[], baseline: ReadonlySet<string> = new Set()): CheckedEndpoint {
  const ignoreOf = (finding: CheckFinding): IgnoreArgument | undefined => ignores.find(ignore => matches(ignore, finding))
  const isKnown = (finding: CheckFinding): boolean => baseline.has(fingerprintOf(finding))
  const all = report.findings.flatMap(finding => separate(finding, one => ignoreOf(one) !== undefined || isKnown(one)))
  const { findings, ignored } = withoutIgnored(all, ignoreOf)
  return { report, findings: findings.filter(finding => !isKnown(finding)), ignored, known: findings.filter(isKnown) }
}

/** Separates a finding that does not count from those of the same kind that it explains and that count. */
function separate (finding: CheckFinding, isAccepted: (finding: CheckFinding) => boolean): readonly CheckFinding[] {
  const left = finding.explains.filter(other => other.id === finding.id && !isAccepted(other))
  const [next, ...others] = left
  if (next === undefined || !isAccepted(finding)) return [finding]
  return [{ ...finding, explains: finding.explains.filter(other => !left.includes(other)) }, { ...next, explains: others }]
}

function matches ({ id, about }: IgnoreArgument, finding: CheckFinding): boolean {
  return id === finding.id && (about === '' || about === finding.subject)
}

/** Writes messages to the standard error: what the standard output does not contain, and a summary of what goes to a file. */
function writeMessages ({ endpoints, unreachable, isVerbose }: CheckResults, ignores: readonly IgnoreArgument[], out: string | undefined, { stderr }: Io): void {
  const used = (ignore: IgnoreArgument): boolean => endpoints.some(({ ignored }) => ignored.some(finding => matches(ignore, finding)))
  const lines = [
    ...out === undefined ? [] : endpoints.map(endpoint => `${endpoint.report.url}: ${countsText(endpoint, isVerbose)}`),
    ...unreachable.map(({ url, message }) => `${url}: ${message}`),
    ...out !== undefined && endpoints.length === 0 ? [`--out ${out}: The file was not written, because no endpoint can be reached.`] : [],
    ...endpoints.filter(({ report }) => !report.isComplete).map(({ report }) => `${report.url}: The check is incomplete: ${noResponseText(report)}.`),
    ...ignores.filter(ignore => !used(ignore)).map(({ argument }) => `--ignore ${argument}: No finding matches. Remove it.`)
  ]
  for (const line of lines) stderr.write(`fastify-cors-policy: ${escapeText(line)}\n`)
}
