/** The names of the options, and the types of their values. */
import type { CheckOptions } from '../../../types/check.ts'
import { preview } from '../../errors.ts'
import { nearest } from '../../validate/nearest.ts'
import { CheckOptionError, refuse } from './option-error.ts'

interface Kind {
  /** The end of the message for a value of another type. */
  readonly none: string
  holds (value: unknown): boolean
}

const TEXT: Kind = { none: 'is not a string', holds: value => typeof value === 'string' }
const TEXTS: Kind = { none: 'is not an array of strings', holds: value => Array.isArray(value) && value.every(TEXT.holds) }
const SWITCH: Kind = { none: 'is not true or false', holds: value => typeof value === 'boolean' }
const OBJECT: Kind = { none: 'is not an object', holds: value => typeof value === 'object' && value !== null && !Array.isArray(value) }
const FUNCTION: Kind = { none: 'is not a function', holds: value => typeof value === 'function' }
const SIGNAL: Kind = { none: 'is not an AbortSignal', holds: value => value instanceof AbortSignal }
/** Validated elsewhere. */
const ANYTHING: Kind = { none: '', holds: () => true }

const KINDS: Readonly<Record<keyof CheckOptions, Kind>> = {
  allowedOrigins: TEXTS,
  credentials: SWITCH,
  methods: TEXTS,
  requestHeaders: TEXTS,
  policy: ANYTHING,
  route: TEXT,
  headers: OBJECT,
  errorPath: TEXT,
  errorMethod: TEXT,
  webSocket: SWITCH,
  seed: ANYTHING,
  timeout: ANYTHING,
  maxRequests: ANYTHING,
  maxTime: ANYTHING,
  rate: ANYTHING,
  insecure: SWITCH,
  http2: SWITCH,
  resolve: TEXT,
  onProgress: FUNCTION,
  signal: SIGNAL
}

/** @throws CheckOptionError if `options` is not an object, or for the first option that is unknown or has another type */
export function assertKinds (options: unknown): void {
  if (!OBJECT.holds(options)) throw new CheckOptionError(`The options are ${preview(options)}, which is not an object.`)
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(KINDS, name)) {
      const near = nearest(name, Object.keys(KINDS))
      throw new CheckOptionError(`${preview(name)} is not an option.${near === undefined ? '' : ` Use "${near}".`}`)
    }
    const { none, holds } = KINDS[name as keyof CheckOptions]
    // Headers may be secret, so the message must not show them.
    if (value !== undefined && !holds(value)) refuse(name, `${name === 'headers' ? 'The value' : preview(value)} ${none}.`)
  }
}
