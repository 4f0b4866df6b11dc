/** How options are refused. */

/** The options are none, or not for this URL. */
export class CheckOptionError extends TypeError {
  /** Its name; undefined where it is not about one. */
  readonly option: string | undefined

  /** @param option  stands at the beginning of the message, before a colon */
  constructor (message: string, option?: string) {
    super(message)
    this.option = option
  }
}

/** @throws CheckOptionError, always */
export function refuse (option: string, why: string): never {
  throw new CheckOptionError(`${option}: ${why}`, option)
}
