/** The tables of rejected policies → the headings of docs/errors.md for kinds of issue, each with its reason, a rejected and an accepted example. */
import fastify from 'fastify'
import { CorsPolicyError, fragmentOf, preview } from '../../../lib/errors.ts'
import corsPlugin, { compilePolicy, developmentOrigins, type CorsDocumentStore, type CorsPluginOptions } from '../../../lib/index.ts'
import { parseOrigins } from '../../../lib/origins-from-list.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { parseJson } from '../../../lib/cli/json-file.ts'
import { jsonSource } from '../../../lib/json/source.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import type { CorsOriginEntry } from '../../../types/policy.ts'
import type { CorsPolicyIssue } from '../../../types/report.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { listRefusals, refusals } from '../../refusals.ts'
import { ISSUE_REASONS, type OtherId } from './issue-reasons.ts'

interface Example {
  readonly issue: CorsPolicyIssue
  /** Markdown: code, with or without text around it. */
  readonly accepted: string
}

/** Writes a heading for each subject and each id. The example is the first rejected policy, preferably one with a single issue. */
export async function issueHeadings (): Promise<string> {
  const examples = new Map<string, Example>()
  for (const example of [...await examplesOfPolicies(), ...await otherExamples()]) {
    if (!examples.has(example.issue.id)) examples.set(example.issue.id, example)
  }
  let text = ''
  for (const [subject, reasons] of ISSUE_REASONS) {
    text += `\n## ${subject}\n`
    for (const [id, reason] of Object.entries(reasons)) {
      const example = examples.get(id)
      if (example === undefined) throw new Error(`${id} has no example`)
      text += `\n### ${id}\n\n${wrapped(reason)}\n\n- rejected: ${code(lineOf(example.issue))}\n- accepted: ${example.accepted}\n`
    }
  }
  return `${text}\n`
}

/** Returns the line of an issue in an error message. */
function lineOf (issue: CorsPolicyIssue): string {
  const line = new CorsPolicyError('FST_CORS_POLICY_INVALID', [issue]).message.split('\n')[1]!.trim()
  if (!line.endsWith(fragmentOf(issue.id))) throw new Error(`the message does not end with the heading: ${line}`)
  return line
}

async function examplesOfPolicies (): Promise<Example[]> {
  const examples: Example[] = []
  const others: Example[] = []
  for (const { document, near } of refusals) {
    const issues = await issuesOf(() => validatePolicy(document))
    for (const issue of issues) {
      (issues.length === 1 ? examples : others).push({ issue, accepted: code(preview(valueAt(near, issue.path) ?? near)) })
    }
  }
  for (const { text, near } of listRefusals) {
    for (const issue of await issuesOf(() => parseOrigins(text as string))) examples.push({ issue, accepted: code(preview(near)) })
  }
  return [...examples, ...others]
}

/** Returns the value at the path of an issue. */
function valueAt (document: unknown, path: string): unknown {
  return path.split('/').slice(1).reduce<unknown>((value, segment) => {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  }, document)
}

/** Returns the issues of applications, `compilePolicy` and the command line. */
async function otherExamples (): Promise<Example[]> {
  const policies = { public: { origins: '*' } } as const
  const app = fastify()
  await app.register(corsPlugin, { origins: '*' })
  const twice = fastify()
  await twice.register(corsPlugin, { origins: '*' })
  const copies = fastify()
  // The state of another copy of the package.
  const other = { version: '0.2.0', folder: 'node_modules/@example/orders/node_modules/fastify-cors-policy' }
  Object.defineProperty(copies, Symbol.for('fastify-cors-policy.copy'), { value: other })
  const versions = fastify()
  versions.register(corsPlugin, { policies })
  versions.get('/orders', { constraints: { version: '1.0.0' }, config: { cors: 'public' } }, () => [])
  versions.get('/orders', { constraints: { version: '2.0.0' } }, () => [])
  const split = fastify()
  split.register(corsPlugin, { policies, routes: { '/orders/+': 'public' } })
  split.get('/orders/:id?', () => [])
  const star = fastify()
  star.register(corsPlugin, { policies, routes: { '/admin/*': 'public' } })
  star.register(async (scope) => { scope.get('*', () => []) }, { prefix: '/admin' })
  const caseless = fastify({ routerOptions: { caseSensitive: false } })
  caseless.register(corsPlugin, { policies, routes: { '/admin/*': 'public', '/Admin/*': false } })
  const tenants = memoryOrigins()
  const withSource = (origins: readonly CorsOriginEntry[], source: CorsOriginSource = tenants) => {
    const app = fastify()
    app.register(corsPlugin, { origins, sources: { tenants: source } })
    app.get('/orders', () => [])
    return app
  }
  const named = withSource([{ source: 'tenants' }])
  named.register(async (scope) => { await scope.register(corsPlugin, { origins: '*', sources: { tenants: memoryOrigins() } }) })
  const down = { connect: async () => { throw new Error('connect ECONNREFUSED 127.0.0.1:6379') }, startDeadline: 20 }
  const follow = (policy: CorsDocumentStore, options: object = {}) => {
    const app = fastify()
    app.register(corsPlugin, { policy, ...options } as CorsPluginOptions)
    return app
  }
  const connection = { version: async () => '1', read: async () => ({ version: '1', document: { origins: '*' } }), close () {} }
  const file = { description: 'file cors.json', connect: async () => connection }
  const followed = follow(file)
  await followed.ready()
  const accepted: readonly (readonly [OtherId, () => unknown, string])[] = [
    ['scope-has-no-policy', () => compilePolicy({ policies }), '`compilePolicy(document.policies.public)`'],
    ['preflight-target-is-ambiguous', () => versions.ready(), 'the same policy for all versions of the route'],
    ['optional-parameter-splits-route', () => split.ready(), '`routes: { "/orders/:id?": "public" }`, or `"/orders/*"`'],
    ['wildcard-splits-route', () => star.ready(), '`scope.get("/*", …)`'],
    ['route-keys-are-equal', () => caseless.ready(), 'one of the two keys'],
    ['cors-is-registered-twice', () => twice.register(corsPlugin, { origins: '*' }), 'a second `register` inside its own scope'],
    ['package-is-loaded-twice', () => copies.register(corsPlugin, { origins: '*' }), 'one copy, as `npm ls fastify-cors-policy` shows'],
    ['unknown-source', () => withSource([{ source: 'tenant' }]).ready(), '`{ source: "tenants" }`'],
    ['source-key-is-not-a-parameter', () => withSource([{ source: 'tenants', key: { param: 'realm' } }]).ready(), 'a route such as `/:realm/orders`'],
    ['source-name-is-taken', () => named.ready(), '`{ source: "tenants" }` in the inner registration, without its own source of that name'],
    ['source-unavailable', () => withSource([{ source: 'tenants' }], down).ready(), 'a store that responds'],
    ['document-unavailable', () => follow({ description: 'file cors.json', ...down }).ready(), 'a store with a document'],
    ['document-is-given-twice', () => follow(file, { maxAge: 600 }).ready(), '`register(corsPlugin, { policy: fileDocument("cors.json") })`, with `maxAge` in the file'],
    ['document-is-in-a-store', () => followed.cors.replace({ origins: '*' }), '`fastify-cors-policy document publish cors.json --store …`'],
    ['development-origins-in-production', inProduction(() => developmentOrigins()), "`parseOrigins(process.env, 'APP_ORIGINS')`"],
    ['application-is-not-ready', () => app.cors.routes(), '`app.cors.routes()` after `await app.ready()`'],
    ['json-is-malformed', () => rejectJson('{ "origins": "*", }'), '`{ "origins": "*" }`'],
    ['json-key-is-repeated', () => rejectJson('{ "origins": ["https://app.example.com"], "origins": "*" }'), '`{ "origins": ["https://app.example.com"] }`']
  ]
  const examples: Example[] = []
  for (const [id, refused, instead] of accepted) {
    const issue = (await issuesOf(refused)).find(issue => issue.id === id)
    if (issue === undefined) throw new Error(`${id} is not an issue of the example`)
    examples.push({ issue, accepted: instead })
  }
  return examples
}

/** Runs a function as in production. */
function inProduction (run: () => unknown): () => unknown {
  return () => {
    const before = process.env['NODE_ENV']
    process.env['NODE_ENV'] = 'production'
    try {
      return run()
    } finally {
      if (before === undefined) delete process.env['NODE_ENV']
      else process.env['NODE_ENV'] = before
    }
  }
}

/** Rejects a text like the command. */
function rejectJson (text: string): void {
  const parsed = parseJson(jsonSource(text, false))
  if ('issue' in parsed) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [parsed.issue])
}

async function issuesOf (refused: () => unknown): Promise<readonly CorsPolicyIssue[]> {
  try {
    await refused()
  } catch (error) {
    if (error instanceof CorsPolicyError) return error.issues
    throw error
  }
  return []
}

/** Wraps a text at the line length of the page. */
function wrapped (text: string): string {
  return text.replaceAll(/(.{1,130})(?: |$)/g, '$1\n').trimEnd()
}

/** https://spec.commonmark.org/0.31.2/#code-spans */
function code (text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}
