/** The responses that the application must send, and the judgment of responses. */
import type { Answers, Outcome } from './project.ts'

const APP = 'https://app.example.com'
const ADMIN = 'https://admin.example.com'

const RIGHT: Answers = {
  start: 'started',
  [`GET /plain from ${APP}`]: `200 ${APP} true`,
  [`preflight of /plain from ${APP}`]: `204 ${APP} true GET, HEAD, PUT`,
  [`GET /plain from ${ADMIN}`]: '200',
  [`preflight of /plain from ${ADMIN}`]: '403',
  [`GET /off from ${APP}`]: '200',
  [`preflight of /off from ${APP}`]: '404',
  [`GET /off from ${ADMIN}`]: '200',
  [`preflight of /off from ${ADMIN}`]: '404',
  [`GET /narrow from ${APP}`]: '200',
  [`preflight of /narrow from ${APP}`]: '403',
  [`GET /narrow from ${ADMIN}`]: `200 ${ADMIN} true`,
  [`preflight of /narrow from ${ADMIN}`]: `204 ${ADMIN} true GET, HEAD, PUT`,
  [`GET /named from ${APP}`]: '200 *',
  [`preflight of /named from ${APP}`]: '204 * GET, HEAD, PUT',
  [`GET /named from ${ADMIN}`]: '200 *',
  [`preflight of /named from ${ADMIN}`]: '204 * GET, HEAD, PUT',
  [`GET /internal/users from ${APP}`]: '200',
  [`preflight of /internal/users from ${APP}`]: '404',
  [`GET /internal/users from ${ADMIN}`]: '200',
  [`preflight of /internal/users from ${ADMIN}`]: '404',
  'GET /hijacked': `200 ${APP} true`,
  'GET /none': `404 ${APP} true`,
  'page of the documentation': true,
  'the same by the tools': true,
  lint: 'apex-not-covered hook-before-plugin json-without-content-type max-age-absent subdomain-wildcard-with-credentials',
  explained: 'block',
  'unknown name': 'FST_CORS_POLICY_INVALID',
  'wildcard on a suffix': 'FST_CORS_POLICY_INVALID',
  'wildcard above a suffix': 'FST_CORS_POLICY_INVALID',
  'wildcard on a domain': 'started',
  'error of the other': 'FST_CORS_POLICY_INVALID',
  'error for the other': 'FST_CORS_POLICY_INVALID'
}

/** All answers, where `import()` in an entry gives the copy that the entry has (1) or another one (2). */
export function rightAnswers (copies: 1 | 2): Answers {
  const both = copies === 1 ? 'started' : 'FST_CORS_LOADED_TWICE'
  return { ...RIGHT, copies, 'both, the required one outside': both, 'both, the required one inside': both }
}

/**
 * Whether an application answered right, or refused to start, be it that the package was not loaded at all; all else is open, such as
 * one that starts and then answers wrong.
 */
export function verdictOf ({ answers }: Outcome, copies: 1 | 2): 'right' | 'refused' | 'open' {
  if (answers === undefined || answers['start'] === 'FST_CORS_LOADED_TWICE') return 'refused'
  const right = rightAnswers(copies)
  return Object.keys({ ...right, ...answers }).every(name => answers[name] === right[name]) ? 'right' : 'open'
}
