/** Writes what browsers do with a cookie for a terminal. */
import type { CookieJudgment, CookieSetter, ExplainedCookie } from '../../types/cookie.ts'
import { escapeText } from '../text/escape.ts'
import type { Style } from '../text/style.ts'

const SETTERS: Readonly<Record<CookieSetter, string>> = {
  visit: 'by a visit',
  response: 'by a response to a request of the page',
  frame: 'in a frame of the page'
}

/** The name of a browser, with its setting. */
function browserName ({ engine, thirdPartyCookies, isDefault }: CookieJudgment): string {
  return `${engine}, third-party cookies ${thirdPartyCookies}${isDefault ? ' (default)' : ''}`
}

/** The lines of the cookie. */
export function cookieLines ({ name, setBy, isSameSite, browsers, advice }: ExplainedCookie, paint: Style): string[] {
  const sites = isSameSite ? 'the page and the URL are one site' : 'the page and the URL are two sites'
  return [
    paint('bold', escapeText(`Cookie ${name === '' ? 'without a name' : name}, set ${SETTERS[setBy]}: ${sites}`)),
    ...browsers.map(browser => paint(browser.sent ? 'green' : ['red', 'bold'], `  ${browser.sent ? '✓' : '✗'} ${browserName(browser)}: ${browser.message}`)),
    ...advice.map(text => `  Recommendation: ${escapeText(text)}`)
  ]
}
