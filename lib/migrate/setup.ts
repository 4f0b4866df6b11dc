/** What a configuration of another library means for browsers, in terms that all libraries share. */
import type { CorsMigrationNote } from '../../types/migration.ts'
import type { Affects } from './affected-requests.ts'
import type { Expression } from './origins/expression.ts'

/** How a function of another library treats an origin. */
export type FunctionResult = 'allows' | 'blocks' | 'fails' | 'gives no result'

/** An entry of a list of origins. */
export type Entry =
  /** Compared with the origin as a whole. */
  | { readonly kind: 'text', readonly text: string }
  /** With the meaning of an origin pattern of a policy. */
  | { readonly kind: 'pattern', readonly text: string }
  | { readonly kind: 'expression', readonly expression: Expression }
  | {
    readonly kind: 'function'
    readonly run: (origin: string | undefined) => Promise<FunctionResult>
    /** The text of the function. */
    readonly source: string
    /** Texts that the function has returned. */
    readonly results: Set<string>
    /** After the calls: why it cannot be converted; undefined if it can. */
    readonly reason?: () => string | undefined
  }

/** The origins of a configuration. */
export type OldOrigins =
  /** Every origin: by its own name if `isEchoed`, which browsers accept with credentials, and otherwise by `*`. */
  | { readonly kind: 'every', readonly isEchoed: boolean }
  /** CORS is off. */
  | { readonly kind: 'none' }
  | { readonly kind: 'entries', readonly entries: readonly Entry[] }

/** A configuration at one place. The names are as they are sent. */
export interface OldSetup {
  /** The library and its version. */
  readonly library: string
  readonly origins: OldOrigins
  readonly credentials: boolean
  /** `any` for a response that approves what the preflight requests. */
  readonly methods: readonly string[] | 'any'
  /** `any` for a response that approves what the preflight requests. */
  readonly allowedHeaders: readonly string[] | 'any'
  readonly exposedHeaders: readonly string[]
  /** As it is sent; undefined if it is not. */
  readonly maxAge?: string | undefined
  /** Whether preflights succeed at all. */
  readonly preflights: boolean
  /** Which requests also fail if their method needs no approval and is not listed: preflights only, or all; missing for neither. */
  readonly rejectsUnlisted?: 'preflights' | 'all'
  /** What pages can read with any policy for this configuration, and could not before; missing for nothing. */
  readonly opens?: { readonly message: string, /** The methods of the requests; missing for all. */ readonly methods?: readonly string[] }
  /** The status of a successful preflight. */
  readonly status: number
  /** `Cache-Control` of preflights. */
  readonly cacheControl?: string | undefined
  readonly notes: readonly SetupNote[]
  /** What changes at places that have no setup of their own; missing for nothing. */
  readonly changes?: readonly SetupChange[]
  /** Why no policy can express the whole configuration; missing if one can. */
  readonly reason?: string
}

/** The parts of a report that have notes. */
export type NoteKind = 'withoutEffect' | 'lostGuards' | 'assumptions' | 'bytes' | 'questions'

/** A note that a library adds by itself. */
export interface SetupNote extends CorsMigrationNote {
  readonly in: NoteKind
}

/** A change that a library finds by itself. */
export interface SetupChange extends CorsMigrationNote {
  readonly kind: 'opens' | 'closes'
  /** Which requests it is about. */
  readonly affects: Affects
}

export function note (kind: NoteKind, id: string, message: string): SetupNote {
  return { in: kind, id, message }
}

/** The status of a preflight, which only succeeds with 200 to 299. @param given  a number or its text */
export function statusOf (given: unknown): { readonly status: number, readonly succeeds: boolean } {
  // Node ignores a fraction.
  const status = typeof given === 'string' || typeof given === 'number' ? Math.trunc(Number(given)) : NaN
  const succeeds = status >= 200 && status < 300
  return { status: succeeds ? status : 204, succeeds }
}

/** The note about a status with which browsers reject every preflight. */
export function failingStatus (status: unknown): SetupNote {
  return note('withoutEffect', 'preflight-status', `Browsers rejected every preflight, because its status was ${String(status)}.`)
}

/** Splits lists as libraries send them: a text is a list that is separated by commas. */
export function listedNamesOf (value: unknown): string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  return texts.flatMap(text => String(text).split(',')).map(name => /[\n\r]/.test(name) ? name : name.trim()).filter(name => name !== '')
}
