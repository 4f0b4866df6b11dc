/** Types of the difference between two policies: plain JSON, frozen. */
import type { CorsSourceEntry } from './source.ts'

/** The names that a right covers: a list, or every name except a list. Methods in upper case, headers in lower case, sorted. */
export type CorsNames = readonly string[] | { readonly except: readonly string[] }

/** Some origins of a difference. */
export type CorsDiffOrigins =
  /** Every origin, including `null`. */
  | { readonly kind: 'any', readonly example: string }
  /** The origins of a pattern. */
  | { readonly kind: 'pattern', readonly pattern: string, readonly example: string }
  /** The origins that a source has, which are unknown here; with `insecureOnly`, only those with http or ftp. */
  | { readonly kind: 'source', readonly entry: CorsSourceEntry, readonly insecureOnly: boolean }
  /** The origins that both policies allow. The example is null if it is unknown whether there are any, because of sources. */
  | { readonly kind: 'kept', readonly example: string | null }

/** What pages of an origin can do. */
export interface CorsRights {
  /** Whether they can read responses. */
  readonly read: boolean
  /** Whether they can do so with credentials. */
  readonly credentials: boolean
  /** Methods that they can use besides GET, HEAD and POST. Null if the subjects of the change are routes, which have methods. */
  readonly methods: CorsNames | null
  /** Request headers that they can set, besides CORS-safelisted ones. */
  readonly requestHeaders: CorsNames
  /** Response headers that they can read, besides CORS-safelisted ones. */
  readonly responseHeaders: CorsNames
}

/** Rights that some origins gain or lose. */
export interface CorsDiffGrant {
  /** Together the origins that gain or lose the rights, without those that have them in both policies. */
  readonly origins: readonly CorsDiffOrigins[]
  /** Sources of the other policy: it already allows, or still allows, the origins that they have. */
  readonly unlessIn: readonly CorsSourceEntry[]
  /** What they gain or lose. */
  readonly rights: CorsRights
}

/** Seconds for which each browser remembers an approved preflight. */
export interface CorsRemembered {
  readonly chromium: number
  readonly firefox: number
  readonly safari: number
}

/** What has another policy. */
export type CorsDiffSubject =
  /** The routes that a key of `routes` covers. */
  | { readonly kind: 'routes', readonly pattern: string }
  /** The routes that no key of `routes` covers. */
  | { readonly kind: 'other-routes' }
  /** Routes with the name of this policy in `config.cors`. */
  | { readonly kind: 'policy', readonly name: string }
  /** A route of an application. */
  | { readonly kind: 'route', readonly method: string, readonly url: string, readonly constraints: string }
  /** The responses of the not-found handler of a prefix. The prefix is '' for the whole application. */
  | { readonly kind: 'not-found', readonly prefix: string }

/** A change of a field that does not change what pages can do. */
export interface CorsDiffField {
  readonly field: 'preflightStatus' | 'preflightCacheControl' | 'dangerouslyAllow'
  /** The value; null if it is absent. */
  readonly before: string | null
  readonly after: string | null
}

/** A change of a policy, and everything that has this change. */
export interface CorsDiffChange {
  readonly subjects: readonly CorsDiffSubject[]
  /** Whether each policy exists: CORS can be off before or after the change. */
  readonly isOn: { readonly before: boolean, readonly after: boolean }
  readonly gains: readonly CorsDiffGrant[]
  readonly losses: readonly CorsDiffGrant[]
  /** How long browsers remember approved preflights, if that changes. Otherwise null. */
  readonly maxAge: { readonly before: CorsRemembered, readonly after: CorsRemembered } | null
  /** Other fields that change. */
  readonly fields: readonly CorsDiffField[]
  /** What browsers and caches keep of the first policy. */
  readonly kept: {
    /** Seconds for which browsers still send what a preflight has approved. Null if pages lose nothing that a preflight approves. */
    readonly preflights: CorsRemembered | null
    /** `Cache-Control` of these preflights, if they have it: other caches can keep them. Otherwise null. */
    readonly preflightCacheControl: string | null
    /** What stored responses do: `allow` pages that lose access, or `block` pages that gain access. */
    readonly responses: ReadonlyArray<'allow' | 'block'>
  }
}

/** The difference between two policies: who gains and who loses what. */
export interface CorsPolicyDiff {
  /** The version of this format. */
  readonly version: 1
  /** Whether the subjects are keys of a document, or routes of an application. */
  readonly kind: 'document' | 'application'
  /** Whether pages of some origin gain anything. */
  readonly widens: boolean
  /** Whether pages of some origin lose anything. */
  readonly narrows: boolean
  /** The changes. Empty if the policies allow the same. */
  readonly changes: readonly CorsDiffChange[]
  /** Names in `policies` that only one document has: a route that uses a removed name does not start. Empty for an application. */
  readonly policyNames: { readonly added: readonly string[], readonly removed: readonly string[] }
}
