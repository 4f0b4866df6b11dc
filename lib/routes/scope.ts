/** A registration of the plugin, and its state after the boot. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { CorsDocumentStoreStatus } from '../../types/document-store.ts'
import type { CorsLogLevel, CorsLintMode } from '../../types/plugin-options.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsRememberedPolicy } from '../../types/remembered-policy.ts'
import type { ServedPolicy } from './policy-pool.ts'

/** A policy, or `false` if CORS is disabled. */
export type Served = ServedPolicy | false

/** The policies for requests. Built at boot and replaced as a whole, so that no request sees a partial state. */
export interface ScopeState {
  /** The policy of routes without their own choice. */
  readonly policy: Served
  /** The policy of the not-found handler's responses. */
  readonly notFound: Served
  /** The policies of routes with their own choice, by the object `request.routeOptions.config`. */
  readonly byConfig: ReadonlyMap<object, Served> | undefined
  /** Whether every route was known at boot. */
  readonly isComplete: boolean
}

/** What a registration takes from its document, and inherits from the documents around it. */
export interface ScopeContent {
  document: CorsPolicyDocument
  policy: CorsPolicy | undefined
  /** Named policies, including those of outer registrations. Inner names shadow outer names. */
  names: ReadonlyMap<string, CorsPolicy>
  /** Private suffixes, including those of outer registrations. */
  privateSuffixes: readonly string[]
}

/** A store of a document. */
export interface ScopeStore {
  status (): CorsDocumentStoreStatus
}

/** A registration. Its content and its state change together, when its document or an outer one is replaced. */
export interface Scope extends ScopeContent {
  readonly app: FastifyInstance
  readonly log: FastifyBaseLogger
  /** The enclosing registration. */
  readonly outer: Scope | undefined
  /** The index of the topmost registration that encloses this one. Its hooks and OPTIONS route serve all nested registrations. */
  readonly owner: number
  /** The names of the sources of this registration. */
  readonly ownSources: readonly string[]
  /** The names of sources, including those of outer registrations. */
  readonly sourceNames: ReadonlySet<string>
  readonly rescuesPreflights: boolean
  /** Whether it sends nothing. */
  readonly observes: boolean
  readonly logLevel: CorsLogLevel
  /** The time between summaries of refusals, in milliseconds; undefined for no summary. */
  readonly summaryInterval: number | undefined
  readonly lint: CorsLintMode
  /** The store that the document comes from. */
  readonly store: ScopeStore | undefined
  state: ScopeState
  /** The number of documents that this registration has had. */
  version: number
  /** When the document was put in place. */
  since: Date
  /** What browsers and caches remember of the document before. */
  remembered: CorsRememberedPolicy | undefined
  /** The headers of other code that the log has a warning about: `<route> <header>`. */
  readonly overrides: Set<string>
}

const OFF: ScopeState = Object.freeze({ policy: false, notFound: false, byConfig: undefined, isComplete: true })

/** Without own policies of routes, a request needs no lookup, unless routes can be missing. */
export function createState (state: ScopeState & { readonly byConfig: ReadonlyMap<object, Served> }): ScopeState {
  const { byConfig, isComplete } = state
  return Object.freeze({ ...state, byConfig: byConfig.size > 0 || !isComplete ? byConfig : undefined })
}

export interface ScopeOptions {
  readonly app: FastifyInstance
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  readonly owner: number
  readonly rescuesPreflights: boolean
  readonly observes?: boolean
  readonly logLevel: CorsLogLevel
  readonly summaryInterval?: number | undefined
  readonly lint: CorsLintMode
  /** The sources of this registration, by name. */
  readonly sources?: ReadonlyMap<string, unknown>
  readonly store?: ScopeStore | undefined
}

/** Creates the scope of a registration. CORS is disabled until the application has booted. */
export function createScope (options: ScopeOptions, outer: Scope | undefined): Scope {
  return {
    ...options,
    ...contentOf(options.document, options.policy, outer),
    outer,
    observes: options.observes === true,
    summaryInterval: options.summaryInterval,
    log: options.app.log.child({ plugin: 'fastify-cors-policy' }),
    ownSources: [...(options.sources?.keys() ?? [])],
    sourceNames: namesOfSources(options.sources, outer),
    store: options.store,
    state: OFF,
    version: 1,
    since: new Date(),
    remembered: undefined,
    overrides: new Set()
  }
}

/** Returns the names of the sources that a registration can use. */
export function namesOfSources (own: ReadonlyMap<string, unknown> = new Map(), outer: Scope | undefined): ReadonlySet<string> {
  return new Set([...(outer?.sourceNames ?? []), ...own.keys()])
}

/** Returns the content for a valid document. */
export function contentOf (document: CorsPolicyDocument, policy: CorsPolicy | undefined, outer: ScopeContent | undefined): ScopeContent {
  return {
    document,
    policy,
    names: new Map([...(outer?.names ?? []), ...Object.entries(document.policies ?? {})]),
    privateSuffixes: [...(outer?.privateSuffixes ?? []), ...(document.privateSuffixes ?? [])]
  }
}

/** The key of the decoration. A symbol cannot conflict with other decorators, and child instances inherit it. */
export const kScope = Symbol('fastify-cors-policy.scope')

/** Returns the innermost registration that covers an instance. */
export function scopeOf (app: FastifyInstance): Scope | undefined {
  return (app as unknown as { readonly [kScope]?: Scope })[kScope]
}
