/** What is said about a policy, as data; the words for terminals and documents are made elsewhere. */

/** A reason to refuse a policy. */
export interface CorsPolicyIssue {
  /** Stable name of the kind of issue, kebab-case, never reused. */
  readonly id: string
  /** JSON Pointer (RFC 6901) to the offending value; '' is the whole document. */
  readonly path: string
  /** The value as given; undefined where something is missing or cannot be read. */
  readonly value: unknown
  /** What is wrong, in the standard's words, and what to write instead. */
  readonly message: string
  /** The corrected text, where one is known. */
  readonly fix?: string
}

/** How much a finding matters: broken or dangerous; unwise; worth knowing. */
export type CorsSeverity = 'error' | 'warning' | 'info'

/** A change of a policy document, as in JSON Patch: https://www.rfc-editor.org/rfc/rfc6902.html */
export type CorsLintFix =
  | {
    /** Takes the member out. */
    readonly op: 'remove'
    /** JSON Pointer. */
    readonly path: string
  }
  | {
    /** Puts another value in the member's place. */
    readonly op: 'replace'
    /** JSON Pointer. */
    readonly path: string
    /** What is put there. */
    readonly value: unknown
  }

/** Advice about a policy that is accepted, or about an application: plain JSON, frozen. */
export interface CorsLintFinding {
  /** Stable name of the rule, kebab-case, never reused. */
  readonly id: string
  /** How much it matters. */
  readonly severity: CorsSeverity
  /** What the pointer points into: a route's options, as `GET /orders/:id`, or a registration; null for a document, and for all of an application. */
  readonly place: string | null
  /** JSON Pointer (RFC 6901) to what the finding is about; '' is the whole. */
  readonly path: string
  /** What is there; null where it is not about a value. */
  readonly value: unknown
  /** What is unwise, in the standard's words, and what to write instead. */
  readonly message: string
  /** A change that leaves every decision as it is; null where there is none. */
  readonly fix: CorsLintFix | null
}
