/** Types of the documentation of policies: plain JSON, frozen, the same for the same policies. Missing values are null. */
import type { ExplainedLocation, ExplainedSubject } from './explanation.ts'
import type { CorsPolicy } from './policy.ts'
import type { CorsSeverity } from './report.ts'
import type { CorsSourceKey } from './source.ts'

/** A text in parts: text of this package, and quotations from the policy or the application as `code`. */
export type Phrase = ReadonlyArray<string | Code>

/** A quotation in a text. */
export interface Code {
  /** The quoted text. */
  readonly code: string
}

/** A field of a policy. */
export interface DocumentedField {
  /** Its name. */
  readonly field: keyof CorsPolicy
  /** Its value as text. */
  readonly value: Phrase
  /** Whether the policy does not set the field. `value` is then its default. */
  readonly isDefault: boolean
}

/** A policy of the application or the document. */
export interface DocumentedPolicy {
  /** A unique anchor of `a` to `z`, digits and `-`, made from the name or the first location. */
  readonly id: string
  /** Its name or its location. For equal overrides, the first location and the number of the others. */
  readonly title: Phrase
  /** Null for a policy without a name. */
  readonly name: string | null
  /** The source of the policy: `policies` for a named policy, `config` of a route, or another part of a document. */
  readonly from: Exclude<ExplainedLocation, 'none'>
  /** The policy. Frozen. */
  readonly policy: CorsPolicy
  /** A short text about the allowed origins. */
  readonly allowedOrigins: Phrase
  /** A description in sentences, in the order of the fields. */
  readonly words: readonly Phrase[]
  /** The fields in the order of the schema, without `description`. */
  readonly fields: readonly DocumentedField[]
}

/** A hook of `app.cors.originGuard()`, with its options. */
export interface DocumentedGuard {
  /** The origin patterns that it allows in addition to those of the policy. */
  readonly alsoAllow: readonly string[]
  /** Whether it allows a WebSocket handshake without `Origin`. */
  readonly allowMissingOrigin: boolean
}

/** The choice of a policy. */
export interface DocumentedChoice {
  /** The `id` of a policy. Null if CORS is off. */
  readonly policy: string | null
  /** The source of the policy. */
  readonly from: ExplainedLocation
  /**
   * The guards among the hooks. Each must allow a request. Empty in a document. A guard that a function of the application calls is not
   * known.
   */
  readonly guards: readonly DocumentedGuard[]
}

/** A method of a route. */
export interface DocumentedMethod extends DocumentedChoice {
  /** The method. `*` in a document, which has no methods. */
  readonly method: string
}

/** What handles a method at a URL: what the explanation of a request needs. */
export interface DocumentedResponse extends DocumentedChoice {
  /** What handles the request. */
  readonly kind: ExplainedSubject['kind']
  /** Such as `GET /orders/:id`. */
  readonly route: string | null
  /** Methods in the response to a preflight: sorted, upper case. Null if the routes are unknown. */
  readonly listedMethods: readonly string[] | null
  /** Whether other methods of the URL have other policies. */
  readonly variesByMethod: boolean
  /** The names of the `onRequest` hooks that run before the policy. Empty in a document, and if CORS is off. */
  readonly earlierHooks: readonly string[]
}

/** An example URL, and what handles requests there. */
export interface DocumentedUrl {
  /** A path that matches the pattern, with example values for parameters. */
  readonly path: string
  /** The required value of `Host`, or null. */
  readonly host: string | null
  /** What handles each method, sorted by method. */
  readonly responses: ReadonlyArray<DocumentedResponse & Pick<DocumentedMethod, 'method'>>
  /** What handles all other methods. */
  readonly fallback: DocumentedResponse
}

/** The routes of one pattern. */
export interface DocumentedRoute {
  /** The full pattern. In a document, a key of `routes`, or null for the other routes, if there can be any. */
  readonly url: string | null
  /** The constraints of the routes, such as `version: 1.0.0`, or ''. */
  readonly constraints: string
  /** The methods, sorted. */
  readonly methods: readonly DocumentedMethod[]
  /** An example URL of the routes. Otherwise null. */
  readonly example: DocumentedUrl | null
}

/** A not-found handler. */
export interface DocumentedNotFound extends DocumentedChoice {
  /** The prefix under which it handles requests. '' for the whole application. */
  readonly prefix: string
  /** Methods that it never handles, because routes such as `*` handle them at every URL. Sorted. */
  readonly unhandledMethods: readonly string[]
  /** An example URL at which it handles all other methods. Null in a document, or if none was found. */
  readonly example: DocumentedUrl | null
}

/** A source of origins. */
export interface DocumentedSource {
  /** Its name. */
  readonly name: string
  /** What the store is. Null in a document, and if the source does not have a description. */
  readonly description: string | null
  /** The policies that use it. */
  readonly uses: readonly DocumentedSourceUse[]
}

/** A policy that uses a source of origins. */
export interface DocumentedSourceUse {
  /** The `id` of the policy. */
  readonly policy: string
  /** What the key is. Null for the origins without a key. */
  readonly key: CorsSourceKey | null
}

/** A finding of lint. */
export interface DocumentedFinding {
  /** The id of the rule. */
  readonly id: string
  /** Its severity. */
  readonly severity: CorsSeverity
  /** The location and the value. Empty for a finding about the whole document or application. */
  readonly where: Phrase
  /** The message. In contrast to other phrases, its text may contain names of the application. */
  readonly what: Phrase
}

/** The policies of a document or an application, and the routes to which they apply. */
export interface CorsDocumentation {
  /** The version of this format. */
  readonly version: 1
  /** Whether `routes` lists the routes of an application or the keys of a document. */
  readonly kind: 'document' | 'application'
  /** Policies of scopes, then named policies, then overrides, each in the order of their definition. */
  readonly policies: readonly DocumentedPolicy[]
  /** The sources of origins, sorted by name: all sources of an application, or those that a document uses. */
  readonly sources: readonly DocumentedSource[]
  /** The routes, sorted by pattern and constraints. */
  readonly routes: readonly DocumentedRoute[]
  /** The not-found handlers, the outermost first. */
  readonly notFound: readonly DocumentedNotFound[]
  /** The findings of lint, the most severe first. */
  readonly findings: readonly DocumentedFinding[]
}
