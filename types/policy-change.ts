/** Types of near misses and policy changes: which entries almost allow a request, and which change allows it. */
import type { CorsDangerFlag } from './policy.ts'
import type { CorsFix, CorsLintFinding, CorsPolicyIssue } from './report.ts'
import type { CorsSourceKey } from './source.ts'

/** The difference between a request and an entry that almost allows it. */
export type Difference =
  | 'scheme' | 'port'
  /** The origin is the domain whose subdomains the pattern covers. */
  | 'apex'
  /** The host of the origin is a subdomain of that of an exact pattern. */
  | 'subdomain'
  /** The host of the pattern is a subdomain of the host of the origin. */
  | 'parent'
  /** The first label of the host does not fit the label of the pattern, which has a "*" inside. */
  | 'label'
  /** Both hosts are subdomains of one domain, which one owner has. */
  | 'sibling'
  /** The first label of the host contains that of the pattern, between hyphens, as hosts of previews do: `pr-7--shop` and `shop`. */
  | 'preview'
  /** Both are extensions, or other pages with one scheme of their own, with different ids. */
  | 'id'
  | 'trailing-dot'
  /** The host has characters other than `[a-z0-9_.-]`. Browsers send such origins, but no pattern covers them. */
  | 'characters'
  /** Both are loopback hosts, such as `localhost` and `127.0.0.1`. */
  | 'loopback'
  /** The pattern has a loopback host, and the origin the address or the name of a computer in the local network. */
  | 'network'
  /** One character is added, missing or different, or two are swapped. */
  | 'slip'
  | 'same-beginning' | 'same-ending'
  /** The text is not a serialized origin, but similar to one. */
  | 'spelling'
  /** `Origin` contains more than one origin. */
  | 'several'
  /** The origin is `null`. */
  | 'opaque'
  | 'case'
  | 'name'
  /** The path is the index of a key that covers only paths below it. */
  | 'index'
  /** The path is below an exact key. */
  | 'below'
  /** A parameter has a different name in the key. */
  | 'parameter'
  /** The key matches the URL, but not the path of the route. */
  | 'url'
  /** The key lacks the prefix of the path. */
  | 'prefix'

/** An entry that almost allows the request: an origin, a method, a header, or a key of `routes`. */
export interface CorsNearMiss {
  /** The field of the entry or key. */
  readonly field: 'origins' | 'methods' | 'allowedHeaders' | 'routes'
  /** The value of the request: an origin, a method, a header name, or the path of its route. */
  readonly given: string
  /** The entry, the origin in a source, or the key. Otherwise null. */
  readonly near: string | null
  /** At least one difference. */
  readonly differs: readonly Difference[]
  /** The near miss as a sentence. */
  readonly message: string
}

/** An origin to add to a source. */
export interface SourceAddition {
  /** The name of the source. */
  readonly name: string
  /** What the key of the entry is. Null for the origins without a key. */
  readonly key: CorsSourceKey | null
  /** The value of the key, for which to add the origin. Null without a key, or if the value is not known. */
  readonly keyValue: string | null
  /** The origin of the page. */
  readonly origin: string
}

/** The smallest change of the policy that allows the request, with the least additional access. */
export interface CorsPolicyChange {
  /**
   * `none`: no change helps, or none is proposed, because CORS is off and a guard refuses the request. `rejected`: the changed policy
   * would be invalid. `unsafe`: it needs a flag of `dangerouslyAllow`.
   * `widens-credentials`: pages of more origins can act with the user's session. `adds-findings`: lint has more findings than
   * before. `safe`: none of these.
   */
  readonly verdict: 'safe' | 'adds-findings' | 'widens-credentials' | 'unsafe' | 'rejected' | 'none'
  /** What the pointers refer to: the document, the route options, or the document of an outer registration. */
  readonly in: 'document' | 'route' | 'outer document' | null
  /** The operations in order. Empty if the verdict is `none`, or if only a source must change. */
  readonly patch: ReadonlyArray<Extract<CorsFix, { readonly op: 'add' | 'replace' }>>
  /** The origin to add to a source, besides the operations. Null if no source must change. */
  readonly addition: SourceAddition | null
  /** The flags of `dangerouslyAllow` that it adds. */
  readonly flags: readonly CorsDangerFlag[]
  /** Issues of the changed policy. */
  readonly issues: readonly CorsPolicyIssue[]
  /** New findings of lint in the changed document or override. */
  readonly findings: readonly CorsLintFinding[]
  /** The change as sentences. */
  readonly message: string
}
