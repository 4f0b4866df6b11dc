import type { ServerResponse } from '../../../types/browser.ts'
import { canRead } from '../browser-verdict.ts'
import { partsOf } from '../origin-parts.ts'
import { probe } from '../probe.ts'
import { getFromEach } from '../requests.ts'
import { allowOriginOf } from '../response-facts.ts'
import { skipWithoutAllowedOrigin, type CheckTarget } from '../target.ts'

/** Number of allowed origins that are tested. The mistake is usually in the whole list. */
const MAX_ORIGINS = 2

/** Looks for a blocked origin in the server's list in another form, which no browser sends. */
export const originSpelling = probe({
  id: 'origin-spelling',
  title: 'the list of the server has the allowed origins as browsers send them',
  area: 'access',
  kinds: {
    'origin-listed-with-mistake': {
      why: 'Browsers compare origins byte by byte. They send them in lower case, with the scheme, without a slash and without the default port.',
      recommendation: 'Write the origin in the list of the server exactly as the browser sends it.',
      source: 'https://fetch.spec.whatwg.org/#origin-header'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: ({ allowed }) => ({ origins: getFromEach(allowed.slice(0, MAX_ORIGINS)) }),
  followUps: (target, { origins }) => ({
    spellings: getFromEach([...origins].flatMap(([origin, response]) => isBlocked(target, origin, response) ? spellingsOf(origin).map(({ spelling }) => spelling) : []))
  }),
  judge (target, { origins, spellings }, report) {
    for (const [origin, response] of origins) {
      if (!isBlocked(target, origin, response)) continue
      const fixed = spellingsOf(origin).find(({ spelling }) => spelling === allowOriginOf(response))
      const found = fixed ?? spellingsOf(origin).find(({ spelling }) => allows(spellings.get(spelling), spelling))
      if (found === undefined) continue
      report('origin-listed-with-mistake', {
        severity: 'error',
        subject: origin,
        message: `The server allows ${JSON.stringify(found.spelling)} and not ${origin}: its list ${found.mistake}.`,
        expected: [`access-control-allow-origin: ${origin}`],
        evidence: fixed === undefined ? [spellings.get(found.spelling)!, response] : [response]
      })
    }
  }
})

interface Spelling {
  readonly spelling: string
  /** A clause about the list of the server. */
  readonly mistake: string
}

/** Other forms of an origin. */
function spellingsOf (origin: string): readonly Spelling[] {
  if (!/^https?:/.test(origin)) return [{ spelling: `${origin}/`, mistake: 'has it with a slash at the end' }]
  const { protocol, hostname, port, host } = partsOf(origin)
  const other = protocol === 'https:' ? 'http:' : 'https:'
  const forms: ReadonlyArray<readonly [spelling: string, mistake: string]> = [
    [`${origin}/`, 'has it with a slash at the end'],
    ...port === '' ? [[`${origin}:${protocol === 'https:' ? 443 : 80}`, 'has it with the default port'] as const] : [],
    [origin.toUpperCase(), 'has it in upper case'],
    [`${protocol}//${host.toUpperCase()}`, 'has its host in upper case'],
    [`${other}//${host}`, `has it with ${other.slice(0, -1)} instead of ${protocol.slice(0, -1)}`],
    [host, 'has its host without a scheme'],
    hostname.startsWith('www.') ? [`${protocol}//${host.slice(4)}`, 'has it without www'] : [`${protocol}//www.${host}`, 'has it with www']
  ]
  return forms.map(([spelling, mistake]) => ({ spelling, mistake }))
}

function isBlocked ({ url: { href }, credentials }: CheckTarget, origin: string, response: ServerResponse): boolean {
  const value = allowOriginOf(response)
  return response.status < 300 && !canRead(origin, href, credentials, response) && (value === undefined || spellingsOf(origin).some(({ spelling }) => spelling === value))
}

function allows (response: ServerResponse | undefined, spelling: string): boolean {
  return response !== undefined && allowOriginOf(response) === spelling
}
