/** The types of the flags of `check`. */

/** The flags before validation: all values are strings. */
export interface CheckValues {
  readonly allow?: readonly string[]
  readonly credentials?: boolean
  readonly method?: readonly string[]
  readonly 'request-header'?: readonly string[]
  readonly policy?: string
  readonly route?: string
  readonly app?: string
  readonly export?: string
  readonly 'all-routes'?: boolean
  readonly param?: readonly string[]
  readonly header?: readonly string[]
  readonly 'cookie-env'?: string
  readonly 'auth-env'?: string
  readonly 'error-path'?: string
  readonly 'error-method'?: string
  readonly websocket?: boolean
  readonly resolve?: string
  readonly http2?: boolean
  readonly insecure?: boolean
  readonly timeout?: string
  readonly rate?: string
  readonly 'max-requests'?: string
  readonly 'max-time'?: string
  readonly seed?: string
  readonly 'dry-run'?: boolean
  readonly 'fail-on'?: string
  readonly ignore?: readonly string[]
  readonly baseline?: string
  readonly format?: string
  readonly out?: string
  readonly verbose?: boolean
}
