/** One registration of the plugin, and what it knows once the application has booted. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { CorsLogLevel, CorsLintMode } from '../../types/fastify.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { ServedPolicy } from './policy-interner.ts'

/** A policy, or `false` where CORS is off. */
export type Served = ServedPolicy | false

/** What requests are decided by. Built at boot and replaced as a whole, so that no request sees half of it. */
export interface ScopeState {
  /** The policy of routes that say nothing of their own. */
  readonly policy: Served
  /** The policy of the not-found handler's responses. */
  readonly notFound: Served
  /** The routes that have another policy, by the object that `request.routeOptions.config` gives. */
  readonly byConfig: ReadonlyMap<object, Served> | undefined
  /** Whether every route was known at boot. */
  readonly isComplete: boolean
}

export interface Scope {
  readonly app: FastifyInstance
  readonly log: FastifyBaseLogger
  /** The topmost registration that this one belongs to: its hooks and its OPTIONS route serve all nested ones. */
  readonly owner: number
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  /** Named policies, those of outer registrations included; inner names shadow them. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** Private suffixes, those of outer registrations included. */
  readonly privateSuffixes: readonly string[]
  readonly rescuesPreflights: boolean
  readonly logLevel: CorsLogLevel
  readonly lint: CorsLintMode
  state: ScopeState
  /** Whether the log has it that other code sets headers that are ours. */
  hasToldOfForeignHeader: boolean
}

const OFF: ScopeState = Object.freeze({ policy: false, notFound: false, byConfig: undefined, isComplete: true })

export interface ScopeOptions {
  readonly app: FastifyInstance
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  readonly owner: number
  readonly rescuesPreflights: boolean
  readonly logLevel: CorsLogLevel
  readonly lint: CorsLintMode
}

/** Creates the scope of a registration; everything is off until the application has booted. */
export function createScope (options: ScopeOptions, outer: Scope | undefined): Scope {
  const own = Object.entries(options.document.policies ?? {})
  return {
    ...options,
    log: options.app.log.child({ plugin: 'fastify-cors-policy' }),
    names: new Map([...(outer?.names ?? []), ...own]),
    privateSuffixes: [...(outer?.privateSuffixes ?? []), ...(options.document.privateSuffixes ?? [])],
    state: OFF,
    hasToldOfForeignHeader: false
  }
}

/** A symbol, so that the decoration collides with nobody's and child instances inherit it. */
export const kScope = Symbol('fastify-cors-policy.scope')

/** The innermost registration that covers an instance. */
export function scopeOf (app: FastifyInstance): Scope | undefined {
  return (app as unknown as { readonly [kScope]?: Scope })[kScope]
}
