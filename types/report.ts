/** What is said about a policy, as data; the words for terminals and documents are made elsewhere. */

/** A reason to refuse a policy. */
export interface Issue {
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
