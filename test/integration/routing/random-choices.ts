/**
 * Random choices of policies: `routes` with prefixes, indexes, "/+" and exact keys, names, and fields in `config.cors`. And
 * what they mean, said once more and as simply as it can be: the oracle of the property test.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { CorsPolicyChoice, CorsPolicyDocument } from '../../../types/policy.ts'
import type { Random } from '../../unit/properties/seeded-random.ts'

/** Recognised by its number in `exposedHeaders` and `maxAge`, and by whether it has credentials. */
interface Numbered {
  readonly origins: readonly string[]
  readonly exposedHeaders: readonly string[]
  readonly maxAge: number
  readonly credentials?: boolean
}

type Fields = Partial<Numbered>
type Choice = Fields | string | false
type Effective = Numbered | false

interface Document extends Fields {
  readonly policies: Readonly<Record<string, Numbered>>
  readonly routes: Readonly<Record<string, Choice>>
  readonly notFound?: Choice
}

interface Declared {
  readonly instance: FastifyInstance
  readonly url: string
  readonly prefixTrailingSlash: unknown
  readonly method: unknown
  readonly cors: Choice | undefined
}

/** Beside the patterns that all random applications have. */
export const CHOICE_PATTERNS = [
  '/', '/', '/', '/i', '/i/:id', '/i/special', '/w/:x?', '/:id?', '/x/:id?', '/x', '/x/', '/x/y', '/p', '/p/i/:id', '/a+b', '/+', '/*', '*', '/f/*', '/:any'
]
export const CHOICE_URLS = [
  '/', '/p', '/p/', '/p/x', '/p/x/y', '/p/i', '/p/i/7', '/p/p', '/p/p/', '/p/w', '/p/w/1', '/p/7', '/px', '/q', '/q/', '/q/x', '/q/x/7', '/q/i/special', '/t9',
  '/t9/', '/t9/x', '/t9/i/7', '/i', '/i/', '/i/7', '/i/i', '/i/i/7', '/i/x/1', '/x', '/x/', '/x/1', '/x/y', '/w', '/w/1', '/p/+', '/+', '/q/zz/deep', '/p//', '//p'
]
/** So that many requests reach a route. */
export const CHOICE_METHODS = ['GET', 'GET', 'GET', 'GET', 'PUT', 'PUT', 'HEAD', 'POST', 'DELETE', 'OPTIONS']
const BASES = ['', '/p', '/p', '/q', '/:tenant', '/i', '/x', '/w', '/p/p', '/p/i', '/q/x', '/i/i', '/:tenant/x', '/p/x', '/f', '/p/']
const EXACT = ['/i/:id', '/i/special', '/w/:x', '/w/:x?', '/:id?', '/p/:id?', '/x/:id?', '/x/y', '/p/i/:id', '/p/x/:id', '/:any', '/q/a+b', '/nowhere']
const NAMES = ['a', 'b']

export class RandomChoices {
  readonly #random: Random
  readonly #origin: string
  #count = 0
  #declared: Declared[] = []
  #documents = new Map<FastifyInstance, Document>()

  constructor (random: Random, origin: string) {
    this.#random = random
    this.#origin = origin
  }

  /** Forgets the application that was built before. */
  begin (): void {
    this.#declared = []
    this.#documents = new Map()
  }

  /** A document for a registration in an instance. */
  document (instance: FastifyInstance): CorsPolicyDocument {
    const random = this.#random
    const scope = random.chance(0.8) ? this.#policy() : undefined
    const value = (): Choice => this.#choice(scope === undefined ? 0 : 0.3)
    const keys = Array.from({ length: random.int(7) }, () => random.chance(0.7)
      ? (random.pick(BASES) + random.pick(['', '/', '/*', '/*', '/+', '/+'])).replace(/^$/, '/').replaceAll('//', '/')
      : random.pick(EXACT))
    const document: Document = {
      ...scope,
      policies: Object.fromEntries(NAMES.map((name) => [name, this.#policy()])),
      routes: Object.fromEntries([...keys, '/p/*'].map((key) => [key, value()])),
      ...(random.chance(0.3) ? { notFound: value() } : {})
    }
    this.#documents.set(instance, document)
    return document as CorsPolicyDocument
  }

  /** The `config.cors` of a route. */
  own (): CorsPolicyChoice | undefined {
    return this.#random.chance(0.6) ? undefined : this.#choice(0.25) as CorsPolicyChoice
  }

  /** Remembers a route, and has its answers say which one it is. */
  note (instance: FastifyInstance, route: RouteOptions): void {
    const id = this.#declared.length
    const { url, prefixTrailingSlash, method } = route
    const { cors } = route.config as { readonly cors?: Choice }
    this.#declared.push({ instance, url, prefixTrailingSlash, method, cors })
    route.handler = (_request, reply) => { reply.header('x-declared', id).send('handler') }
  }

  #policy (): Numbered {
    return { origins: [this.#origin], ...this.#fields(), ...(this.#random.chance(0.5) ? { credentials: true } : {}) }
  }

  #fields (): Pick<Numbered, 'exposedHeaders' | 'maxAge'> {
    this.#count++
    return { exposedHeaders: [`x-policy-${this.#count}`], maxAge: this.#count }
  }

  #choice (refining: number): Choice {
    const random = this.#random
    if (random.chance(refining)) return this.#fields()
    return random.chance(0.25) ? false : random.chance(0.6) ? random.pick(NAMES) : this.#policy()
  }

  /** Why the application must be refused; undefined where it must not. */
  refusal (): string | undefined {
    for (const [instance, { notFound, routes, ...scope }] of this.#documents) {
      if ('maxAge' in scope) continue
      const lacking = [notFound, ...Object.values(routes)].find((choice) => typeof choice === 'object' && choice.origins === undefined)
      if (lacking !== undefined) return `fields without a policy under ${instance.prefix}`
    }
    for (const declared of this.#declared) {
      const [first, ...others] = this.#halves(declared).map((paths) => this.#effective(declared, paths))
      if ([first, ...others].includes('refused')) return `fields without a policy at ${declared.instance.prefix}${declared.url}`
      if (others.some((other) => textOf(other!) !== textOf(first!))) return `${declared.instance.prefix}${declared.url} is split`
    }
    return undefined
  }

  /** The policy of the route that has answered, as the answer shows it. */
  expected (id: number, url: string, isSlashIgnored: boolean, delimiter: RegExp): string {
    const declared = this.#declared[id]!
    const [path] = url.split(delimiter)
    const halves = this.#halves(declared)
    // Where an index has both spellings, the URL says which one it is.
    const reached = isIndex(declared) && !isSlashIgnored && spellings(declared).length === 2
      ? [[spellings(declared)[path!.endsWith('/') ? 1 : 0]!]]
      : halves
    return textOf(this.#effective(declared, reached[0]!) as Effective)
  }

  /** The paths of a route; of one with an optional parameter for both of its routes. */
  #halves (declared: Declared): string[][] {
    return spellings(declared).flatMap((path) => {
      const optional = /\/:[^/:()]*\?$/.exec(path)
      if (optional === null) return [[path]]
      return [[path, path.slice(0, -1)], [path, path.slice(0, optional.index) || '/']]
    }).slice(0, isIndex(declared) ? 1 : 2)
  }

  #effective ({ instance, cors }: Declared, paths: readonly string[]): Effective | 'refused' {
    const document = this.#around(instance)
    if (document === undefined) return false
    const { policies, routes, notFound: _notFound, ...fields } = document
    const scope: Effective = 'origins' in fields ? fields as Numbered : false
    const apply = (choice: Choice, base: Effective): Effective | 'refused' => {
      if (choice === false) return false
      if (typeof choice === 'string') return policies[choice]!
      const policy = { ...(base === false ? {} : base), ...choice }
      return policy.origins === undefined ? 'refused' : policy as Numbered
    }
    const key = decidingKey(Object.keys(routes), paths)
    if (key !== undefined && (cors === undefined || typeof cors === 'object') && paths.some((path) => coversPart(key, path))) return 'refused'
    const without = key === undefined ? scope : apply(routes[key]!, scope) as Effective
    return cors === undefined ? without : apply(cors, without)
  }

  /** The document of the innermost registration around an instance. */
  #around (instance: FastifyInstance): Document | undefined {
    for (let level = instance; level !== null; level = Object.getPrototypeOf(level) as FastifyInstance) {
      if (this.#documents.has(level)) return this.#documents.get(level)
    }
    return undefined
  }
}

function textOf (policy: Effective | 'refused'): string {
  if (policy === false) return 'off'
  return policy === 'refused' ? policy : `${policy.maxAge}${policy.credentials === true ? ' with credentials' : ''}`
}

function isIndex ({ instance, url, method }: Declared): boolean {
  return url === '/' && instance.prefix !== '' && method !== 'HEAD'
}

/** The paths that Fastify makes of a prefix and a URL. */
function spellings (declared: Declared): string[] {
  const { instance: { prefix }, url, prefixTrailingSlash } = declared
  if (isIndex(declared)) {
    const both = [prefix, `${prefix}/`]
    return prefixTrailingSlash === 'slash' ? [both[1]!] : prefixTrailingSlash === 'no-slash' ? [both[0]!] : both
  }
  return [prefix.endsWith('/') && url.startsWith('/') ? prefix + url.slice(1) : prefix + url]
}

/** A star after text, which is not the end of a parameter's name. */
const STAR_IN_SEGMENT = /(\/[^/:]*[^/])\*$/

/** Whether a route also matches URLs next to those that the key covers: `/p*` is `/p/x` and `/px`. */
function coversPart (key: string, path: string): boolean {
  return STAR_IN_SEGMENT.test(path) && path.slice(0, -1) === key.slice(0, -2) && /\/[*+]$/.test(key)
}

/** The key that decides: an exact one, or the pattern with the longest beginning, "+" before "*". */
function decidingKey (keys: readonly string[], paths: readonly string[]): string | undefined {
  const isPattern = (key: string) => /\/[*+]$/.test(key)
  const bare = (text: string) => text.replace(/\/+$/, '')
  const exact = keys.filter((key) => !isPattern(key))
  for (const path of paths) if (exact.includes(path)) return path
  for (const path of paths) {
    const found = exact.filter((key) => bare(key) === bare(path)).sort((a, b) => b.length - a.length)
    if (found.length > 0) return found[0]
  }
  const routed = paths.filter((path) => !path.endsWith('?')).map((path) => path.replace(/^\*$/, '/*').replace(STAR_IN_SEGMENT, '$1/*'))
  const covering = keys.filter(isPattern).filter((key) => routed.some((path) => coveredBy(key).test(path)))
  return covering.sort((a, b) => b.length - a.length || Number(b.endsWith('+')) - Number(a.endsWith('+')))[0]
}

function coveredBy (key: string): RegExp {
  const base = key.slice(0, -2).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return key.endsWith('*') ? new RegExp(`^${base}(?:/.*)?$`) : new RegExp(`^${base}/.*[^/].*$`)
}
