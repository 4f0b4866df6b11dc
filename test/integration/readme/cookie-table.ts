/** The table of cookies and browsers in `docs/cookies.md`, from the model that is tested against browsers. */
import { explainCookie } from '../../../lib/cookies.ts'
import type { CookieSetter } from '../../../types/cookie.ts'
import { row } from './blocks.ts'

const PAGE = 'https://app.example.com'

const SITUATIONS: ReadonlyArray<readonly [name: string, url: string, setBy: CookieSetter]> = [
  ['one site', 'https://api.example.com/', 'response'],
  ['two sites, set by a visit', 'https://api.other.example/', 'visit'],
  ['two sites, set in the page', 'https://api.other.example/', 'response']
]

const ATTRIBUTES = ['SameSite=Lax; Secure', 'Secure', 'SameSite=None; Secure', 'SameSite=None; Secure; Partitioned'] as const

/** A row for each situation and cookie, and a column for each engine and setting. */
export function cookieTable (): string {
  const judged = SITUATIONS.flatMap(([name, url, setBy]) => ATTRIBUTES.map(attributes =>
    [name, attributes, explainCookie({ cookie: `sid=1; Path=/; ${attributes}`, origin: PAGE, url, setBy, credentials: 'include' }).browsers] as const))
  const browsers = judged[0]![2].map(({ engine, thirdPartyCookies, isDefault }) => `${engine}, ${thirdPartyCookies}${isDefault ? ' (default)' : ''}`)
  return [
    row('page and API', 'attributes', ...browsers),
    row(...Array.from({ length: 2 + browsers.length }, () => '---')).replaceAll(' ', ''),
    ...judged.map(([name, attributes, results]) => row(name, `\`${attributes}\``, ...results.map(({ stored, sent }) => sent ? 'sent' : stored ? 'not sent' : 'not stored')))
  ].join('')
}
