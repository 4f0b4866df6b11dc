/** Issues and findings about a policy, as data. */

/** A change of a policy document: an operation of JSON Patch, whose paths are JSON Pointers. https://www.rfc-editor.org/rfc/rfc6902.html */
export type CorsFix =
  | {
    /** Adds a member or an entry. */
    readonly op: 'add'
    /** `-` is the end of a list. */
    readonly path: string
    /** The new value. */
    readonly value: unknown
  }
  | {
    /** Replaces the value of the member. */
    readonly op: 'replace'
    /** The member or entry. */
    readonly path: string
    /** The new value. */
    readonly value: unknown
  }
  | {
    /** Removes the member. */
    readonly op: 'remove'
    /** The member or entry. */
    readonly path: string
  }
  | {
    /** Renames the member. */
    readonly op: 'move'
    /** The member with its old name. */
    readonly from: string
    /** The member with its new name, in the same object. */
    readonly path: string
  }

/** A reason to reject a policy. */
export interface CorsPolicyIssue {
  /** The stable name of the kind of issue, in kebab case. Never reused. */
  readonly id: string
  /** JSON Pointer (RFC 6901) to the invalid value; '' is the whole document. */
  readonly path: string
  /** The given value; undefined if it is missing or cannot be read. */
  readonly value: unknown
  /** Complete sentences: what is wrong, then the fix. Contains the value, cut and escaped. */
  readonly message: string
  /**
   * The change that corrects this issue, if it is known; its paths refer to the same object as `path`. The message names what is
   * still wrong then.
   */
  readonly fix?: CorsFix
}

/** The severity of a finding: `error` for broken or dangerous, `warning` for unwise, `info` for good to know. */
export type CorsSeverity = 'error' | 'warning' | 'info'

/** Advice about a valid policy or an application: plain JSON, frozen. */
export interface CorsLintFinding {
  /** The stable name of the rule, in kebab case. Never reused. */
  readonly id: string
  /** The severity. */
  readonly severity: CorsSeverity
  /** The object that `path` refers to: a route, such as `GET /orders/:id`, or a registration. Null for a document or an application. */
  readonly place: string | null
  /** JSON Pointer (RFC 6901) to the subject of the finding; '' is the whole object. */
  readonly path: string
  /** The value at the path; null if the finding is not about a value. */
  readonly value: unknown
  /** What is unwise, and the recommendation. */
  readonly message: string
  /** A change of the document that does not change any decision; null without such a change. */
  readonly fix: Extract<CorsFix, { readonly op: 'remove' | 'replace' }> | null
}
