/** The difference of policies against the browser model: what a request of a page gains and loses is what the difference says. */
import t from 'tap'
import { simulateFetch } from '../../../lib/browser.ts'
import { compileValidPolicy } from '../../../lib/compile/valid-policy.ts'
import { decide, validatePolicy } from '../../../lib/index.ts'
import { diffPolicies } from '../../../lib/diff.ts'
import { documentChoice } from '../../../lib/explain/document-choice.ts'
import { headerLines } from '../../../lib/explain/header-lines.ts'
import { RouteKeys, pathsOf } from '../../../lib/validate/covering-pattern.ts'
import type { CorsDiffChange, CorsDiffGrant, CorsDiffOrigins, CorsNames, CorsRights } from '../../../types/diff.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsOriginEntry, CorsSourceEntry } from '../../../types/source.ts'
import { random, type Random } from './seeded-random.ts'
import { byDefinition } from './origin-definition.ts'
import { coveredBy, nearTo, patternsOf } from './random-origins.ts'
import { SEED, isLong, rounds } from './seed.ts'

const PAIRS = rounds(isLong ? 1000 : 300)
const REQUESTS = 8

const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'M-SEARCH', 'OPTIONS']
const REQUEST_HEADERS = ['X-H', 'x-i', 'Authorization', 'Content-Type', 'accept']
const RESPONSE_HEADERS = ['ETag', 'x-e', 'Cache-Control']
const SOURCES: readonly CorsSourceEntry[] = [{ source: 's' }, { source: 's', key: 'host' }, { source: 'r', key: { param: 'p' } }]
const PATHS = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/ab', '/c/:d?', '/c', '/c/:d']
const KEYS = ['/*', '/+', '/', '/a', '/a/', '/a/*', '/a/+', '/a/b', '/a/b/*', '/c/:d?', '/c/*', '/c/:d']

function some<T> (list: readonly T[], source: Random): T[] {
  return list.filter(() => source.chance(0.4))
}

function originsOf (source: Random, earlier: readonly CorsOriginEntry[]): CorsOriginEntry[] {
  const patterns: CorsOriginEntry[] = [...patternsOf(source).slice(0, 6), ...some(earlier, source)]
  return source.chance(0.3) ? [...patterns, source.pick(SOURCES), source.pick(SOURCES)] : patterns
}

/** A policy of any kind, which can be invalid. */
function policyOf (source: Random, earlier?: CorsPolicy): CorsPolicy {
  const list = Array.isArray(earlier?.origins) ? earlier.origins as readonly CorsOriginEntry[] : []
  const isSame = list.length > 0 && source.chance(0.3)
  const fields: Record<string, unknown> = {
    origins: source.chance(0.1) ? '*' : isSame ? [...list].reverse() : originsOf(source, list),
    dangerouslyAllow: ['public-suffix-wildcards', 'null-origin', 'shared-host-patterns', ...source.chance(0.7) ? ['insecure-origins'] : []]
  }
  if (source.chance(0.5)) fields['credentials'] = source.chance(0.7)
  if (source.chance(0.5)) fields['methods'] = some(METHODS, source)
  if (source.chance(0.6)) fields['allowedHeaders'] = source.chance(0.2) ? '*' : some([...REQUEST_HEADERS, ...source.chance(0.2) ? ['*'] : []], source)
  if (source.chance(0.5)) fields['exposedHeaders'] = source.chance(0.2) ? '*' : some(RESPONSE_HEADERS, source)
  if (source.chance(0.5)) fields['maxAge'] = source.pick([0, 5, 600, 86400])
  return fields as unknown as CorsPolicy
}

/** A valid document. */
function documentOf (source: Random, earlier?: CorsPolicyDocument): CorsPolicyDocument {
  for (;;) {
    const base = earlier as CorsPolicy | undefined
    const named = policyOf(source, base)
    const choice = () => source.pick([false, 'named', { maxAge: 7 }, { origins: ['https://a.b'] }, policyOf(source, base)])
    const document = {
      ...policyOf(source, base),
      policies: { named },
      routes: Object.fromEntries(some(KEYS, source).filter(() => source.chance(0.4)).map(key => [key, choice()])),
      ...source.chance(0.3) ? { notFound: choice() } : {}
    }
    try {
      return validatePolicy(document)
    } catch {}
  }
}

/** The same in other words. */
function rewritten (document: CorsPolicyDocument, source: Random): CorsPolicyDocument {
  const shuffled = <T>(list: readonly T[]): T[] => [...list].sort(() => source.chance(0.5) ? 1 : -1)
  const ofPolicy = (policy: CorsPolicy, isOverride: boolean): CorsPolicy => {
    const fields: Record<string, unknown> = { ...policy }
    const { origins, methods, allowedHeaders, exposedHeaders, credentials, maxAge, dangerouslyAllow } = policy
    if (Array.isArray(origins)) {
      const list = origins as readonly CorsOriginEntry[]
      const covered = list.filter(entry => typeof entry === 'string').map(pattern => [pattern, coveredBy(pattern, source)] as const)
        .filter(([pattern, origin]) => byDefinition([pattern])(origin)).map(([, origin]) => origin)
      fields['origins'] = shuffled([...list, ...list.filter(() => source.chance(0.3)), ...covered])
    }
    if (methods !== undefined) fields['methods'] = shuffled([...methods, ...methods, ...some(['GET', 'HEAD', 'POST'], source)])
    if (Array.isArray(allowedHeaders)) fields['allowedHeaders'] = shuffled(allowedHeaders as readonly string[]).map(name => source.chance(0.5) ? name.toUpperCase() : name.toLowerCase())
    if (Array.isArray(exposedHeaders)) fields['exposedHeaders'] = shuffled([...exposedHeaders as readonly string[], 'Content-Type']).map(name => name.toUpperCase())
    fields['dangerouslyAllow'] = shuffled(dangerouslyAllow!)
    // In an override, a default replaces the field of another policy.
    if (!isOverride) Object.assign(fields, { credentials: credentials === true, maxAge: maxAge ?? 5, preflightStatus: 204 })
    fields['description'] = 'the same'
    return Object.fromEntries(shuffled(Object.entries(fields))) as unknown as CorsPolicy
  }
  const choiceOf = (choice: unknown) => {
    if (typeof choice !== 'object') return choice
    return 'origins' in choice! && 'dangerouslyAllow' in choice ? ofPolicy(choice as unknown as CorsPolicy, true) : choice
  }
  const { policies, routes, notFound, ...scope } = document
  return validatePolicy({
    ...ofPolicy(scope as CorsPolicy, false),
    policies: { named: ofPolicy(policies!['named']!, false) },
    routes: Object.fromEntries(shuffled(Object.entries(routes!)).map(([key, choice]) => [key, choiceOf(choice)])),
    ...notFound === undefined ? {} : { notFound: choiceOf(notFound) }
  })
}

interface Asked {
  readonly origin: string
  readonly method: string
  readonly credentials: boolean
  readonly headers: readonly string[]
  /** A response header that the page must read. */
  readonly reads: string | undefined
}

type Listed = (entry: CorsSourceEntry) => boolean

const listOf = ({ origins }: CorsPolicy) => origins === '*' ? [] : origins
const entriesOf = (policy: CorsPolicy) => listOf(policy).filter(entry => typeof entry === 'object')

/** Whether the browser lets a page do all of it. */
function isAllowed (policy: CorsPolicy | false, asked: Asked, listed: Listed): boolean {
  if (policy === false) return false
  const compiled = compileValidPolicy(policy, { methods: ['GET', 'PUT', 'DELETE', 'PATCH', 'M-SEARCH', 'OPTIONS'], variesByMethod: false })
  const sourceResult = entriesOf(policy).some(listed) ? 'listed' : 'not-listed'
  const { outcome, response } = simulateFetch({
    origin: asked.origin,
    url: 'https://server.invalid/',
    method: asked.method,
    headers: asked.headers.map(name => [name, name === 'accept' ? '(' : name === 'Content-Type' ? 'application/json' : '1'] as const),
    credentials: asked.credentials ? 'include' : 'omit'
  }, ({ method, headers }) => {
    const requestMethod = headers.find(([name]) => name === 'access-control-request-method')?.[1]
    const decision = decide(compiled, { method, origin: asked.origin, requestMethod, sourceResult })
    return { status: decision.status ?? 200, headers: [...headerLines(decision, asked.origin), ...RESPONSE_HEADERS.map(name => [name, '1'] as const)] }
  })
  return outcome === 'allow' && (asked.reads === undefined || response!.headers.some(([name]) => name.toLowerCase() === asked.reads!.toLowerCase()))
}

const isInsecure = (origin: string) => /^(http|ftp):\/\//.test(origin) && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin)

/** Whether a policy allows an origin, by the definition of patterns. */
function allowsOrigin (policy: CorsPolicy | false, origin: string, listed: Listed): boolean {
  if (policy === false) return false
  if (policy.origins === '*') return true
  if (byDefinition(listOf(policy).filter(entry => typeof entry === 'string'))(origin)) return true
  const allowsInsecure = policy.credentials !== true || policy.dangerouslyAllow?.includes('insecure-origins') === true
  return entriesOf(policy).some(listed) && (allowsInsecure || !isInsecure(origin))
}

function isAmong (origins: CorsDiffOrigins, origin: string, listed: Listed): boolean {
  switch (origins.kind) {
    case 'any': return true
    case 'pattern': return byDefinition([origins.pattern])(origin)
    case 'source': return listed(origins.entry) && (!origins.insecureOnly || isInsecure(origin))
    case 'kept': return false
  }
}

const has = (names: CorsNames, name: string) => 'except' in names ? !names.except.includes(name) : names.includes(name)

/** Whether a request uses one of the rights. */
function uses (rights: CorsRights, { method, credentials, headers, reads }: Asked): boolean {
  return rights.read || (credentials && rights.credentials) || (method !== 'GET' && has(rights.methods!, method)) ||
    headers.some(name => has(rights.requestHeaders, name.toLowerCase())) ||
    (reads !== undefined && reads !== 'Cache-Control' && has(rights.responseHeaders, reads.toLowerCase()))
}

/** Whether the difference says that a request gains or loses access: that the page is among those origins, or uses such a right. */
function isTold (grants: readonly CorsDiffGrant[], asked: Asked, isInBoth: boolean, listed: Listed): boolean {
  return grants.some(({ origins, rights }) => isInBoth
    ? origins.some(({ kind }) => kind === 'kept') && uses(rights, asked)
    : origins.some(some => isAmong(some, asked.origin, listed)))
}

/** Requests that need just one right of a grant, from its examples. */
function * exemplary ({ origins, rights }: CorsDiffGrant): Iterable<Asked> {
  const simple: Asked = { origin: '', method: 'GET', credentials: false, headers: [], reads: undefined }
  for (const some of origins) {
    const origin = 'example' in some ? some.example : null
    if (origin === null) continue
    if (rights.read) yield { ...simple, origin }
    if (rights.credentials) yield { ...simple, origin, credentials: true }
    for (const method of METHODS.slice(1)) if (has(rights.methods!, method)) yield { ...simple, origin, method }
    for (const name of REQUEST_HEADERS) if (has(rights.requestHeaders, name.toLowerCase())) yield { ...simple, origin, headers: [name] }
    for (const reads of ['ETag', 'x-e']) if (has(rights.responseHeaders, reads.toLowerCase())) yield { ...simple, origin, reads }
  }
}

const emptyChange: Pick<CorsDiffChange, 'gains' | 'losses'> = { gains: [], losses: [] }

t.test('requests gain and lose exactly what the difference says, and each example is true', async t => {
  const wrong: string[] = []
  const counts = { gained: 0, lost: 0, same: 0, examples: 0, kept: 0, unknown: 0, empty: 0 }
  for (let n = 0; n < PAIRS && wrong.length < 10; n++) {
    const source = random(SEED + n)
    const before = documentOf(source)
    const isSame = source.chance(0.1)
    const after = isSame ? rewritten(before, source) : documentOf(source, before)
    const diff = diffPolicies(before, after)
    const keys = new RouteKeys([before, after].flatMap(({ routes = {} }) => Object.keys(routes)), true)
    const policyAt = (document: CorsPolicyDocument, path: string | undefined) => documentChoice({
      document, names: new Map(Object.entries(document.policies ?? {})), privateSuffixes: [], paths: path === undefined ? undefined : pathsOf(path, path), caseSensitive: true
    }).policy
    const fail = (what: string, more: unknown) => wrong.push(`SEED=${SEED + n} ${what} ${JSON.stringify(more)}`)
    for (let i = 0; i < REQUESTS; i++) {
      const path = source.pick([undefined, ...PATHS])
      const key = path === undefined ? undefined : keys.covering(pathsOf(path, path))
      const change = diff.changes.find(({ subjects }) => subjects.some(subject => path === undefined
        ? subject.kind === 'not-found'
        : key === undefined ? subject.kind === 'other-routes' : subject.kind === 'routes' && subject.pattern === key)) ?? emptyChange
      const [had, has] = [policyAt(before, path), policyAt(after, path)]
      const listed = new Map(SOURCES.map(entry => [JSON.stringify(entry), source.chance(0.4)]))
      const isListed: Listed = entry => listed.get(JSON.stringify(entry))!
      const patterns = [had, has].flatMap(policy => policy === false ? [] : listOf(policy)).filter(entry => typeof entry === 'string')
      const pattern = source.pick(patterns.length === 0 ? ['https://a.b'] : patterns)
      const asked: Asked = {
        origin: source.chance(0.7) ? coveredBy(pattern, source) : nearTo(pattern, source).trim(),
        method: source.chance(0.4) ? 'GET' : source.pick(METHODS),
        credentials: source.chance(0.3),
        headers: source.chance(0.3) ? [source.pick(REQUEST_HEADERS)] : [],
        reads: source.chance(0.3) ? source.pick(RESPONSE_HEADERS) : undefined
      }
      const [was, is] = [isAllowed(had, asked, isListed), isAllowed(has, asked, isListed)]
      const isInBoth = allowsOrigin(had, asked.origin, isListed) && allowsOrigin(has, asked.origin, isListed)
      if (is && isTold(change.gains, asked, isInBoth, isListed) !== !was) fail(was ? 'is not gained' : 'is gained', [path, asked, before, after])
      if (was && isTold(change.losses, asked, isInBoth, isListed) !== !is) fail(is ? 'is not lost' : 'is lost', [path, asked, before, after])
      counts[was === is ? 'same' : is ? 'gained' : 'lost']++
    }
    for (const { subjects, gains, losses } of diff.changes) {
      for (const subject of subjects) {
        const path = subject.kind === 'routes' ? subject.pattern.replace(/[+*]$/, '_') : subject.kind === 'other-routes' ? '/_' : undefined
        if (subject.kind === 'policy' || (path !== undefined && keys.covering(pathsOf(path, path)) !== (subject.kind === 'routes' ? subject.pattern : undefined))) continue
        const [had, has] = [policyAt(before, path), policyAt(after, path)]
        for (const [grants, with_, without] of [[gains, has, had], [losses, had, has]] as const) {
          for (const grant of grants) {
            if (grant.origins.some(some => some.kind === 'kept')) counts[grant.origins.every(some => 'example' in some && some.example === null) ? 'unknown' : 'kept']++
            for (const asked of exemplary(grant)) {
              counts.examples++
              if (!isAllowed(with_, asked, () => false)) fail('example without access', [subject, asked, before, after])
              if (isAllowed(without, asked, () => false)) fail('example with access to both', [subject, asked, before, after])
            }
          }
        }
      }
    }
    if (isSame && diff.changes.length > 0) fail('a change without one', [diff.changes, before, after])
    if (isSame) counts.empty++
  }
  t.same(wrong, [])
  t.ok(Object.values(counts).every(count => count >= PAIRS / 200), JSON.stringify(counts))
  t.comment(JSON.stringify(counts))
})
