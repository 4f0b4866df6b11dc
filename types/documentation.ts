/** The documentation of policies: plain JSON, frozen, the same for the same policies; null where there is nothing to say. */
import type { ExplainedSource, ExplainedSubject } from './explanation.ts'
import type { CorsPolicy } from './policy.ts'
import type { CorsSeverity } from './report.ts'

/** Text in parts: words of ours as they are, and what the policy or the application says as `code`. */
export type Phrase = ReadonlyArray<string | Code>

/** A part of a text that is quoted. */
export interface Code {
  /** As the policy or the application has it. */
  readonly code: string
}

/** A field of a policy. */
export interface DocumentedField {
  /** Its name. */
  readonly field: keyof CorsPolicy
  /** What it is set to, in words. */
  readonly value: Phrase
  /** Whether the policy leaves it out, and `value` says what that means. */
  readonly isDefault: boolean
}

/** A policy as the application or the document has it. */
export interface DocumentedPolicy {
  /** An anchor of `a` to `z`, digits and `-`, made from the name or the first place; none has it twice. */
  readonly id: string
  /** Its name, or where it is written: of overrides that are equal the first place, and how many more there are. */
  readonly title: Phrase
  /** Null for a policy without one. */
  readonly name: string | null
  /** Where it is written: `policies` for a policy with a name, a route's `config`, or another part of a document. */
  readonly from: Exclude<ExplainedSource, 'none'>
  /** Frozen. */
  readonly policy: CorsPolicy
  /** Who may call, in a few words. */
  readonly allowedOrigins: Phrase
  /** Sentences, in the order of the fields. */
  readonly words: readonly Phrase[]
  /** In the order of the schema, without `description`. */
  readonly fields: readonly DocumentedField[]
}

/** A policy that was chosen. */
export interface DocumentedChoice {
  /** `id` of a policy; null where CORS is off. */
  readonly policy: string | null
  /** Where the policy was chosen. */
  readonly from: ExplainedSource
}

/** A method of a route. */
export interface DocumentedMethod extends DocumentedChoice {
  /** `*` in a document, which knows of no methods. */
  readonly method: string
}

/** What answers a method at a URL: what the explainer has to know of it. */
export interface DocumentedAnswer extends DocumentedChoice {
  /** What answers. */
  readonly kind: ExplainedSubject['kind']
  /** As `GET /orders/:id`. */
  readonly route: string | null
  /** Methods that the answer to a preflight lists, upper case, sorted; null where the routes are not known. */
  readonly listedMethods: readonly string[] | null
  /** Whether another method of the URL has another policy. */
  readonly variesByMethod: boolean
}

/** One URL, and what answers there. */
export interface DocumentedSite {
  /** A path that the pattern matches, with something in place of parameters. */
  readonly path: string
  /** `Host` by which the server has to be asked. */
  readonly host: string | null
  /** By method, sorted. */
  readonly answers: ReadonlyArray<DocumentedAnswer & Pick<DocumentedMethod, 'method'>>
  /** What answers any other method. */
  readonly otherwise: DocumentedAnswer
}

/** The routes of one pattern. */
export interface DocumentedRoute {
  /** The full pattern; in a document a key of `routes`, and null for the routes that none of them covers, if there may be any. */
  readonly url: string | null
  /** What else the routes ask of a request, such as `version: 1.0.0`; '' for nothing. */
  readonly constraints: string
  /** Sorted. */
  readonly methods: readonly DocumentedMethod[]
  /** Null where no URL could be made up that reaches the routes. */
  readonly site: DocumentedSite | null
}

/** A not-found handler. */
export interface DocumentedNotFound extends DocumentedChoice {
  /** The prefix that it answers under; '' for the whole application. */
  readonly prefix: string
  /** Methods that it never answers, as routes such as `*` take them at every URL there; sorted. */
  readonly unhandledMethods: readonly string[]
  /** A URL at which it answers all but these methods, where one could be made up; null in a document. */
  readonly site: DocumentedSite | null
}

/** What lint says. */
export interface DocumentedFinding {
  /** Name of the rule. */
  readonly id: string
  /** How much it matters. */
  readonly severity: CorsSeverity
  /** Where that is written, and what is there; empty where it is about the whole. */
  readonly where: Phrase
  /** What is unwise, and what to write instead; other than elsewhere, its words may hold names of the application's. */
  readonly what: Phrase
}

/** The policies of a document or of an application, and where each is in effect. */
export interface CorsDocumentation {
  /** Of this shape; another number is another shape. */
  readonly version: 1
  /** Whether routes are those of an application, or the keys of a document. */
  readonly kind: 'document' | 'application'
  /** Those of scopes, then those with names, then overrides; each in the order in which it is written or met. */
  readonly policies: readonly DocumentedPolicy[]
  /** Sorted by pattern and constraints. */
  readonly routes: readonly DocumentedRoute[]
  /** The outermost first. */
  readonly notFound: readonly DocumentedNotFound[]
  /** What lint finds, the worst first. */
  readonly findings: readonly DocumentedFinding[]
}
