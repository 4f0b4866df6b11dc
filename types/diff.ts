/** Types of the difference between two policies: plain JSON, frozen. */
import type { CorsDiffSubject } from './diff-subject.ts'
import type { CorsSourceEntry } from './source.ts'

export type * from './diff-subject.ts'

/** The names that a right covers: a list, or every name except a list. Methods in upper case, headers in lower case, sorted. */
export type CorsNames = readonly string[] | CorsOtherNames

/** Every name except some. */
export interface CorsOtherNames {
  /** Sorted. */
  readonly except: readonly string[]
}

/** Some origins of a difference. */
export type CorsDiffOrigins = CorsDiffAny | CorsDiffPattern | CorsDiffSource | CorsDiffKept

/** Every origin, including `null`. */
export interface CorsDiffAny {
  /** Names this alternative. */
  readonly kind: 'any'
  /** One of the origins: only one of the policies allows it. */
  readonly example: string
}

/** The origins of a pattern. */
export interface CorsDiffPattern {
  /** Names this alternative. */
  readonly kind: 'pattern'
  /** The pattern in the policy. */
  readonly pattern: string
  /** One of the origins: only one of the policies allows it, unless a source has it. */
  readonly example: string
}

/** The origins in a source, which are unknown here. */
export interface CorsDiffSource {
  /** Names this alternative. */
  readonly kind: 'source'
  /** The entry in the policy. */
  readonly entry: CorsSourceEntry
  /** Whether only the origins with http or ftp are meant, because credentials or a dangerous flag have changed. */
  readonly insecureOnly: boolean
}

/** The origins that both policies allow. */
export interface CorsDiffKept {
  /** Names this alternative. */
  readonly kind: 'kept'
  /** One of the origins. Null if it is unknown whether there are any, because of sources. */
  readonly example: string | null
}

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
  /** Chromium: at most 7200. */
  readonly chromium: number
  /** Firefox: at most 86400. */
  readonly firefox: number
  /** Safari: at most 600. */
  readonly safari: number
}

/** Whether pages can have access: `method-not-allowed` for a route if no preflight approves its method. */
export type CorsDiffState = 'on' | 'off' | 'method-not-allowed'

/** A change of a field that does not change what pages can do. */
export interface CorsDiffField {
  /** The name of the field. */
  readonly field: 'preflightStatus' | 'preflightCacheControl' | 'dangerouslyAllow'
  /** Its first value. Null if it is absent. */
  readonly before: string | null
  /** Its second value. Null if it is absent. */
  readonly after: string | null
}

/** A change of the time for which browsers remember approved preflights. */
export interface CorsDiffMaxAge {
  /** With the first policy. */
  readonly before: CorsRemembered
  /** With the second policy. */
  readonly after: CorsRemembered
}

/** What browsers and caches keep of the first policy. */
export interface CorsDiffMemory {
  /** Seconds for which browsers still send what a preflight has approved. Null if pages lose nothing that a preflight approves. */
  readonly preflights: CorsRemembered | null
  /** `Cache-Control` of these preflights, if they have it: other caches can keep them. Otherwise null. */
  readonly preflightCacheControl: string | null
  /** What stored responses do: `allow` pages that lose access, or `block` pages that gain access. */
  readonly responses: ReadonlyArray<'allow' | 'block'>
}

/** A change of a policy, and everything that has this change. */
export interface CorsDiffChange {
  /** What has this change. At least one. */
  readonly subjects: readonly CorsDiffSubject[]
  /** Whether pages can have access with the first policy. */
  readonly before: CorsDiffState
  /** Whether pages can have access with the second policy. */
  readonly after: CorsDiffState
  /** What pages gain. */
  readonly gains: readonly CorsDiffGrant[]
  /** What pages lose. */
  readonly losses: readonly CorsDiffGrant[]
  /** Null if browsers remember approved preflights for the same time. */
  readonly maxAge: CorsDiffMaxAge | null
  /** Other fields that change. */
  readonly fields: readonly CorsDiffField[]
  /** What browsers and caches keep of the first policy. */
  readonly kept: CorsDiffMemory
}

/** Names in `policies` that only one document has. */
export interface CorsDiffPolicyNames {
  /** Only in the second document. Sorted. */
  readonly added: readonly string[]
  /** Only in the first document: a route that uses one of them does not start. Sorted. */
  readonly removed: readonly string[]
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
  /** Both lists are empty for an application, because its routes say which names they need. */
  readonly policyNames: CorsDiffPolicyNames
}
