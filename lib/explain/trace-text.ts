/** Texts about a trace, for every output format. Values of the request are not escaped. */
import type { CorsTrace } from '../../types/explanation.ts'
import { PREFLIGHT_REASONS, LOCATIONS } from './labels.ts'

/** The text after "handled": by what, and with which policy. */
export function subjectText ({ kind, route, policy, name, from }: CorsTrace['subject']): string {
  if (kind === 'unreachable') return 'by Fastify itself, without hooks'
  if (kind === 'uncertain') return 'without a policy, because the route is uncertain'
  const by = kind === 'not-found' ? 'by the not-found handler ' : route === null ? '' : `by ${route} `
  if (policy === false) return `${by}without a policy: CORS is off (${LOCATIONS[from]})`
  return `${by}with ${name === null ? 'a policy' : `the policy ${JSON.stringify(name)}`} from ${LOCATIONS[from]}`
}

/** The text after "can read the response": which hooks can prevent it; '' if there are none. */
export function earlierHooksText ({ earlierHooks }: CorsTrace): string {
  return earlierHooks.length === 0 ? '' : `, unless a hook that runs before the policy responds: ${earlierHooks.join(', ')}`
}

/** The text after the request: whether it needs a preflight, and why. */
export function preflightText (preflight: CorsTrace['preflight']): string {
  if (preflight === null) return 'needs no preflight'
  const { reasons, headerNames } = preflight
  const why = reasons.map(reason => `${PREFLIGHT_REASONS[reason]}${reason === 'headers' ? ` ${headerNames.join(', ')}` : ''}`)
  return `needs a preflight: ${why.join('; ')}`
}

/** The names of the headers that the page can read. */
export function readableText ({ readable }: Pick<CorsTrace, 'readable'>): string {
  const { everything, names } = readable!
  return everything ? 'all except Set-Cookie' : names.join(', ')
}

/** The name of each browser that has a message in its console, with the message. Of an engine, only its own: another one can find another failure. */
export function consoleLines ({ console, engine }: Pick<CorsTrace, 'console' | 'engine'>): Array<readonly [name: string, text: string]> {
  return ([['Chromium', 'chromium'], ['Firefox', 'firefox'], ['Safari', 'safari']] as const).flatMap(([name, other]) => {
    const text = console[other]
    return text === null || (engine !== 'standard' && engine !== other) ? [] : [[name, text] as const]
  })
}

/** The effect of a failure. */
export function preventedText ({ exchanges, request, preflight, guard }: CorsTrace): string {
  return exchanges.some(({ kind }) => kind === 'actual')
    ? `The request is sent anyway, but ${guard?.allows === false ? 'its handler does not run, and ' : ''}the page cannot read the response.`
    : `The ${preflight?.method ?? request.method} request is not sent.`
}
