/** Which options there are, and what each holds. */
import type { CheckOptions } from '../../../types/check.ts'
import { preview } from '../../errors.ts'
import { nearest } from '../../validate/nearest.ts'
import { CheckOptionError, refuse } from './option-error.ts'

interface Kind {
  /** What a value is that is none. */
  readonly none: string
  holds (value: unknown): boolean
}

const TEXT: Kind = { none: 'is no text', holds: value => typeof value === 'string' }
const TEXTS: Kind = { none: 'is no list of texts', holds: value => Array.isArray(value) && value.every(TEXT.holds) }
const SWITCH: Kind = { none: 'is neither true nor false', holds: value => typeof value === 'boolean' }
const OBJECT: Kind = { none: 'is no object', holds: value => typeof value === 'object' && value !== null && !Array.isArray(value) }
const FUNCTION: Kind = { none: 'is no function', holds: value => typeof value === 'function' }
const SIGNAL: Kind = { none: 'is no AbortSignal', holds: value => value instanceof AbortSignal }
/** Others judge it. */
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

/** @throws CheckOptionError for what is no object of options, and the first that is unknown or of another kind */
export function assertKinds (options: unknown): void {
  if (!OBJECT.holds(options)) throw new CheckOptionError(`the options are ${preview(options)}, which is no object`)
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(KINDS, name)) {
      const near = nearest(name, Object.keys(KINDS))
      throw new CheckOptionError(`${preview(name)} is no option${near === undefined ? '' : `; did you mean ${near}?`}`)
    }
    const { none, holds } = KINDS[name as keyof CheckOptions]
    // A header may be secret, and is not shown.
    if (value !== undefined && !holds(value)) refuse(name, `${name === 'headers' ? 'what is given' : preview(value)} ${none}`)
  }
}
