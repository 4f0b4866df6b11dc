/** What in a policy nearly allows a request, and what to change so that it does. */
import type { CorsDangerFlag } from './policy.ts'
import type { CorsLintFinding, CorsPolicyIssue } from './report.ts'

/** In what a request differs from the entry that nearly allows it. */
export type Difference =
  | 'scheme' | 'port'
  /** The origin is the domain whose subdomains the pattern covers. */
  | 'apex'
  /** The origin is below the host of an exact pattern. */
  | 'subdomain'
  /** The pattern is below the origin's host. */
  | 'parent'
  | 'trailing-dot'
  /** The host has other characters than `[a-z0-9_.-]`: browsers send such origins, and no pattern covers them. */
  | 'characters'
  /** `localhost` and an address of the own machine. */
  | 'loopback'
  /** One character more, less or other, or two swapped. */
  | 'slip'
  | 'begins-alike' | 'ends-alike'
  /** The text is no serialized origin, and stands for one. */
  | 'spelling'
  /** `Origin` holds more than one. */
  | 'several'
  /** The origin is `null`. */
  | 'opaque'
  | 'case'
  | 'name'
  /** The path is the index of a key that covers only what is below it. */
  | 'index'
  /** The path is below an exact key. */
  | 'below'
  /** A parameter of the path has another name in the key. */
  | 'parameter'
  /** The key covers the URL as text, and not the path of the route that the URL reaches. */
  | 'url'
  /** The key covers the path without its first parts. */
  | 'prefix'

/** An entry of the policy that nearly allows what is refused, or a key of `routes` that nearly covers the route. */
export interface CorsNearMiss {
  /** The field that refuses, or does not choose. */
  readonly field: 'origins' | 'methods' | 'allowedHeaders' | 'routes'
  /** What the request has: an origin, a method, a header name, or the path of its route. */
  readonly given: string
  /** The entry, or the key; null where it is not about any. */
  readonly near: string | null
  /** At least one. */
  readonly differs: readonly Difference[]
  /** The same as a sentence. */
  readonly words: string
}

/** An operation of JSON Patch: https://www.rfc-editor.org/rfc/rfc6902.html */
export interface PatchOperation {
  /** What is done at the path. */
  readonly op: 'add' | 'replace'
  /** JSON Pointer; `-` is the end of a list. */
  readonly path: string
  /** What is put there. */
  readonly value: unknown
}

/** The smallest change of the policy that allows the request, narrowest in access. */
export interface CorsPolicyFix {
  /**
   * `none`: no change helps. `refused`: the policy would be refused. `unsafe`: it lifts a prohibition. `widens-credentials`: pages
   * of further origins act with the user's session. `adds-findings`: lint finds more in the policy than before. `safe`: none of these.
   */
  readonly verdict: 'safe' | 'adds-findings' | 'widens-credentials' | 'unsafe' | 'refused' | 'none'
  /** What the pointers point into: the document, the route's options, or the document of an outer registration. */
  readonly in: 'document' | 'route' | 'outer document' | null
  /** In order; empty where no change helps. */
  readonly patch: readonly PatchOperation[]
  /** Prohibitions that it lifts. */
  readonly flags: readonly CorsDangerFlag[]
  /** Why the changed policy would be refused. */
  readonly issues: readonly CorsPolicyIssue[]
  /** What lint finds in the changed document or override, and does not find now. */
  readonly findings: readonly CorsLintFinding[]
  /** The same as sentences. */
  readonly words: string
}
