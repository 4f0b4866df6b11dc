/** What the values of a configuration mean when they are sent: browsers reject a malformed list as a whole, and Node an invalid value. */
import { isToken } from '../standard/headers.ts'
import { listText } from './report.ts'
import { note, type OldSetup, type SetupNote } from './setup.ts'

/** Characters that Node rejects in a value: https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
const INVALID = /[^\t -~\u0080-\u00ff]/

/** Returns the setup with the effect of values that cannot be sent, or that browsers reject. */
export function asSent (setup: OldSetup): OldSetup {
  const { methods, allowedHeaders, exposedHeaders, maxAge = '', cacheControl = '' } = setup
  const notes: SetupNote[] = []
  const malformed = (what: string, names: readonly string[] | 'any', effect: string): boolean => {
    const wrong = names === 'any' ? [] : names.filter(name => !isToken(name))
    if (wrong.length > 0) notes.push(note('withoutEffect', 'list-malformed', `The list of ${what} is malformed, because of ${listText(wrong.map(name => JSON.stringify(name)))}, so ${effect}.`))
    return wrong.length > 0
  }
  const blocksPreflights = [
    malformed('methods', methods, 'browsers rejected every preflight'),
    malformed('request headers', allowedHeaders, 'browsers rejected every preflight'),
    [maxAge, cacheControl].some(value => INVALID.test(value))
  ].includes(true)
  const exposesNothing = malformed('exposed headers', exposedHeaders, 'browsers exposed none of them')
  const isOff = exposedHeaders.some(name => INVALID.test(name))
  if (isOff) notes.push(note('lostGuards', 'invalid-header-value', 'Node rejects the value of Access-Control-Expose-Headers, so every request failed with status 500. With no policy, the handlers run.'))
  return {
    ...setup,
    ...isOff && { origins: { kind: 'none' } },
    ...exposesNothing && { exposedHeaders: [] },
    preflights: setup.preflights && !blocksPreflights,
    notes: [...setup.notes, ...notes]
  }
}
