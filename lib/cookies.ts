/** Explains what browsers do with a cookie of a request that CORS allows. Facts and their measurements are in `cookies/browsers`. */
import type { CookieQuestion, CookieJudgment, CookieSendReason, CookieStoreReason, ExplainedCookie } from '../types/cookie.ts'
import { isHttpUrl, parseUrl } from './browser/url.ts'
import { COOKIE_BROWSERS, type CookieFacts } from './cookies/browsers.ts'
import { sendReason, storeReason, type CookieSituation } from './cookies/judge.ts'
import { cookieAdvice, cookieMessage } from './cookies/messages.ts'
import { parseSetCookie } from './cookies/set-cookie.ts'
import { isSameSite, placeOf } from './cookies/sites.ts'
import { deepFreeze } from './deep-freeze.ts'

/**
 * Explains whether browsers store a cookie, and send it with a request of a page. The public suffix list of the package decides what a
 * site is.
 *
 * @returns  plain JSON, frozen
 * @throws   TypeError if the cookie, the origin or a URL is not valid
 */
export function explainCookie (question: CookieQuestion): ExplainedCookie {
  const situation = readCookieQuestion(question)
  const judged = judgeCookie(situation)
  const reasons = new Set(judged.flatMap(({ reason }) => reason ?? []))
  return deepFreeze<ExplainedCookie>({
    name: situation.cookie.name,
    setBy: situation.setBy,
    isSameSite: isSameSite(situation.page, situation.url),
    browsers: judged,
    advice: cookieAdvice(situation, reasons)
  })
}

/** What each browser does with a cookie. */
export function judgeCookie (situation: CookieSituation): readonly CookieJudgment[] {
  return COOKIE_BROWSERS.map(facts => judge(situation, facts))
}

function judge (situation: CookieSituation, facts: CookieFacts): CookieJudgment {
  const { engine, thirdPartyCookies, isDefault } = facts
  const stored: CookieStoreReason | undefined = storeReason(situation, facts)
  const sent: CookieSendReason | undefined = stored === undefined ? sendReason(situation, facts) : undefined
  const reason = stored ?? sent ?? null
  return {
    engine, thirdPartyCookies, isDefault, stored: stored === undefined, sent: reason === null, reason, message: cookieMessage(situation, stored, sent)
  }
}

/** The question is invalid. It has the name of such errors of `explain`. */
class CookieQuestionError extends TypeError {
  override readonly name = 'QuestionError'
}

const SETTERS: readonly unknown[] = ['visit', 'response', 'frame']

function readCookieQuestion (question: CookieQuestion): CookieSituation {
  const { cookie, origin, url, credentials = 'same-origin', setBy = 'response', setAt = url, redirected = false, storageAccess = false } = question
  // Browsers reject the whole header if it has a control character, and have no cookies without a name and a value.
  // oxlint-disable-next-line no-control-regex
  if (typeof cookie !== 'string' || !/^[^\x00-\x08\x0a-\x1f\x7f]*$/.test(cookie) || /^[\s=]*(?:;|$)/.test(cookie)) {
    throw new CookieQuestionError(`The cookie must be the value of Set-Cookie, such as "sid=1; SameSite=None; Secure". It is ${JSON.stringify(cookie)}.`)
  }
  const page = placeOf(String(origin))
  if (page === undefined && origin !== 'null') throw new CookieQuestionError(`The origin of the page must be a serialized origin or "null". It is ${JSON.stringify(origin)}.`)
  if (!SETTERS.includes(setBy)) throw new CookieQuestionError(`What sets a cookie must be visit, response or frame. It is ${JSON.stringify(setBy)}.`)
  return { cookie: parseSetCookie(cookie), origin, page, url: urlOf(url), setAt: urlOf(setAt), setBy, credentials, redirected, storageAccess }
}

function urlOf (text: string): URL {
  const url = parseUrl(text)
  if (url !== undefined && isHttpUrl(url)) return url
  throw new CookieQuestionError(`The URL of a cookie must be absolute, with http or https. It is ${JSON.stringify(text)}.`)
}
