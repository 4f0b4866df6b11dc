/** The error for invalid options. */

/** An option of a check, or its URL, is invalid. `code` is `FST_CORS_CHECK_OPTIONS_INVALID`. */
export class CheckOptionError extends TypeError {
  /** The name of the class. */
  override readonly name = 'CheckOptionError'
  /** Stable, for programs that handle the error. */
  readonly code = 'FST_CORS_CHECK_OPTIONS_INVALID'
  /** Name of the option; undefined if the error is not about a known option. */
  readonly option: string | undefined

  /** @param option  name of the option; a message about an option begins with its name and a colon */
  constructor (message: string, option?: string) {
    super(message)
    this.option = option
  }
}

/** @throws CheckOptionError, always */
export function rejectOption (option: string, why: string): never {
  throw new CheckOptionError(`${option}: ${why}`, option)
}
