/** Sentences about what becomes of a request, for every printer. What the page asked stands in them as it is. */
import type { CorsTrace } from '../../types/explanation.ts'
import { NEEDS, SOURCES } from './labels.ts'

/** To follow "answered": by what, and under which policy. */
export function subjectText ({ kind, route, policy, name, from }: CorsTrace['subject']): string {
  if (kind === 'unreachable') return 'by Fastify itself, without hooks'
  if (kind === 'uncertain') return 'without a policy: the route cannot be told with certainty'
  const by = kind === 'not-found' ? 'by the not-found handler ' : route === null ? '' : `by ${route} `
  if (policy === false) return `${by}without a policy: CORS is off, by ${SOURCES[from]}`
  return `${by}under ${name === null ? 'the policy' : `the policy ${JSON.stringify(name)}`} of ${SOURCES[from]}`
}

/** To follow the request: whether it needs a preflight, and why. */
export function preflightText (preflight: CorsTrace['preflight']): string {
  if (preflight === null) return 'needs no preflight'
  const { reasons, headerNames } = preflight
  const why = reasons.map(reason => reason === 'headers' ? `${NEEDS.headers} ${headerNames.join(', ')}` : NEEDS[reason])
  return `needs a preflight: ${why.join('; ')}`
}

/** Names of the headers that the page may read, where it may read the answer. */
export function readableText ({ readable }: Pick<CorsTrace, 'readable'>): string {
  const { everything, names } = readable!
  return everything ? 'all but Set-Cookie' : names.join(', ')
}

/** What a failure prevents. */
export function preventedText ({ exchanges, request, preflight }: CorsTrace): string {
  return exchanges.some(({ kind }) => kind === 'actual')
    ? 'The request has been sent all the same; only its answer is kept from the page.'
    : `The ${preflight?.method ?? request.method} request is not sent.`
}
