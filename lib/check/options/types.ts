/** The names of the options, and the types of their values. */
import type { CheckOptions } from '../../../types/check.ts'
import { preview } from '../../errors.ts'
import { nearest } from '../../validate/nearest.ts'
import { CheckOptionError, rejectOption } from './option-error.ts'

interface OptionType {
  /** The end of the message for a value of another type. */
  readonly message: string
  holds (value: unknown): boolean
}

const STRING: OptionType = { message: 'is not a string', holds: value => typeof value === 'string' }
const STRINGS: OptionType = { message: 'is not an array of strings', holds: value => Array.isArray(value) && value.every(STRING.holds) }
const BOOLEAN: OptionType = { message: 'is not true or false', holds: value => typeof value === 'boolean' }
const OBJECT: OptionType = { message: 'is not an object', holds: value => typeof value === 'object' && value !== null && !Array.isArray(value) }
const FUNCTION: OptionType = { message: 'is not a function', holds: value => typeof value === 'function' }
const SIGNAL: OptionType = { message: 'is not an AbortSignal', holds: value => value instanceof AbortSignal }
/** Validated elsewhere. */
const ANYTHING: OptionType = { message: '', holds: () => true }

const TYPES: Readonly<Record<keyof CheckOptions, OptionType>> = {
  allowedOrigins: STRINGS,
  credentials: BOOLEAN,
  methods: STRINGS,
  requestHeaders: STRINGS,
  policy: ANYTHING,
  route: STRING,
  headers: OBJECT,
  errorPath: STRING,
  errorMethod: STRING,
  webSocket: BOOLEAN,
  seed: ANYTHING,
  timeout: ANYTHING,
  maxRequests: ANYTHING,
  maxTime: ANYTHING,
  rate: ANYTHING,
  insecure: BOOLEAN,
  http2: BOOLEAN,
  resolve: STRING,
  onProgress: FUNCTION,
  signal: SIGNAL
}

/** @throws CheckOptionError if `options` is not an object, or for the first option that is unknown or has another type */
export function assertTypes (options: unknown): void {
  if (!OBJECT.holds(options)) throw new CheckOptionError(`The options are ${preview(options)}, which is not an object.`)
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(TYPES, name)) {
      const near = nearest(name, Object.keys(TYPES))
      throw new CheckOptionError(`${preview(name)} is not an option.${near === undefined ? '' : ` Did you mean "${near}"?`}`)
    }
    const { message, holds } = TYPES[name as keyof CheckOptions]
    // Headers may be secret, so the message must not show them.
    if (value !== undefined && !holds(value)) rejectOption(name, `${name === 'headers' ? 'The value' : preview(value)} ${message}.`)
  }
}
