/** Finds what makes a workflow of GitHub dangerous, or lets it run without end. */
import { parseDocument } from 'yaml'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly 'runs-on'?: string
  readonly container?: string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps?: readonly Step[]
}

interface Workflow {
  readonly on: string | readonly string[] | Readonly<Record<string, unknown>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly concurrency?: { readonly group?: string }
  readonly jobs?: Readonly<Record<string, Job>>
}

/** Both give the rights of this repository to a workflow that anybody can start, with input that anybody can choose. */
const DANGEROUS_EVENTS = ['pull_request_target', 'workflow_run']

/** Commands that run code of this repository or of the packages that it installs. */
const RUNS_PACKAGES = /\b(npm (ci|install|run|test|pack)|npx|node)\b/

/** YAML that is valid and unambiguous; throws otherwise. */
export function parseYaml (text: string): unknown {
  const document = parseDocument(text)
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) throw problem
  return document.toJS()
}

/** The problems, each with the name of its job if it has one. */
export function problemsOfWorkflow (text: string): string[] {
  const { on, permissions, concurrency, jobs = {} } = parseYaml(text) as Workflow
  const events = typeof on === 'string' || Array.isArray(on) ? [on].flat() : Object.keys(on)
  const problems = DANGEROUS_EVENTS.filter(event => events.includes(event)).map(event => `The event ${event} is not allowed.`)
  if (JSON.stringify(permissions) !== '{}') problems.push('The permissions of the workflow are not {}.')
  if (concurrency?.group === undefined) problems.push('The concurrency group is missing.')
  for (const [, action = '', rest = ''] of text.matchAll(/\buses: *([^@\s]+)(.*)/g)) {
    if (!/^@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(rest)) problems.push(`${action} is not pinned by a commit and its version.`)
  }
  for (const [name, job] of Object.entries(jobs)) {
    problems.push(...problemsOfJob(job).map(problem => `${name}: ${problem}`))
  }
  return problems
}

function problemsOfJob ({ steps = [], permissions, ...job }: Job): string[] {
  const problems: string[] = []
  // `write-all` is a text.
  if (typeof permissions !== 'object') problems.push('permissions are not given one by one.')
  if (!Number.isInteger(job['timeout-minutes'])) problems.push('timeout-minutes is missing.')
  if (/-latest$/.test(job['runs-on'] ?? '-latest')) problems.push('the image is not pinned.')
  const trusted = steps.some(({ run = '' }) => /^git config --global --add safe\.directory /.test(run))
  const checksOut = steps.some(({ uses = '' }) => uses.startsWith('actions/checkout@'))
  if (job.container !== undefined && checksOut && !trusted) problems.push('git reads no repository of another user, which a container has. Add it to safe.directory.')
  for (const { uses = '', run = '', with: inputs = {} } of steps) {
    // The text of an expression becomes a part of the script: https://docs.github.com/actions/concepts/security/script-injections
    if (run.includes('${{')) problems.push('a script has an expression in it. Give it as an environment variable.')
    if (uses.startsWith('actions/checkout@') && inputs['persist-credentials'] !== false) problems.push('persist-credentials is not false.')
    if (mayWrite(permissions) && RUNS_PACKAGES.test(run)) problems.push(`it may write, and runs code of packages: ${run}`)
  }
  return problems
}

/** CodeQL writes its results in the job that reads the code. */
function mayWrite (permissions: Job['permissions'] = {}): boolean {
  return Object.entries(permissions).some(([name, right]) => right === 'write' && name !== 'security-events')
}

/** The scripts of package.json that a text names: workflows, Markdown, hooks. */
export function scriptsNamedIn (text: string): string[] {
  const named = [...text.matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]*\w)/g)].map(([, script = '']) => script)
  return [...new Set(/\bnpm test\b/.test(text) ? ['test', ...named] : named)]
}
