/** The usage of `explain` and `explain-error`. */
import { ISSUE_IDS } from '../../validate/issue.ts'
import { RULE_NAMES } from '../lint/ignores.ts'
import { CONFIGURED, DOCUMENT_OPTION, EXPORT_OPTION, FILE, TEXT_OR_JSON, type CommandUsage } from './types.ts'

export const EXPLAIN_USAGE: CommandUsage = {
  argument: '<file>',
  summary: 'explains, step by step, why a browser allows or blocks a request',
  synopsis: [
    'explain <file> --origin <origin> [options]',
    'explain [<file>] --from-console <lines> [options]',
    'explain [<file>] --from-curl <request> [options]'
  ],
  description: `Explains, step by step, why a browser allows or blocks a request, and how to fix the policy. The exit status is 1 if the
browser blocks the response. Without <file>, it explains the lines of the browser's console, or what a server must send to allow
a copied request.

${FILE}
${CONFIGURED}`,
  options: {
    Options: [
      { name: 'origin', value: '<origin>', text: 'origin of the page, or null. Required, unless the pasted text names it.' },
      { name: 'method', value: '<method>', text: 'method of the request. Default: GET, or what the pasted text names.' },
      { name: 'header', value: '"<name>: <value>"', text: 'header of the request.', repeated: true },
      {
        name: 'credentials',
        value: '<mode>',
        choices: ['omit', 'same-origin', 'include'],
        text: 'omit, same-origin or include. Default: same-origin.'
      },
      {
        name: 'engine',
        value: '<engine>',
        choices: ['standard', 'chromium', 'firefox', 'safari'],
        text: 'standard, chromium, firefox or safari. Default: standard.'
      },
      {
        name: 'local-network',
        value: '<permission>',
        choices: ['denied', 'granted'],
        text: `denied or granted: whether the user lets the page use servers on this computer and in the local network.
          Default: denied.`
      },
      { name: 'from-console', value: '<lines>', text: 'lines of the browser\'s console about the request. "-" reads the standard input.' },
      {
        name: 'from-curl',
        value: '<request>',
        text: 'request that the developer tools copied: as cURL (bash or cmd) or as fetch. "-" reads the standard input.'
      },
      {
        name: 'cookie',
        value: '<cookie>',
        text: `value of a Set-Cookie header, such as "sid=1; SameSite=None; Secure": explains whether browsers store the cookie and
          send it with the request. Needs a full URL.`
      },
      {
        name: 'cookie-set-by',
        value: '<setter>',
        choices: ['visit', 'response', 'frame'],
        text: `what sets the cookie: visit (of the API's own site, such as a login page), response (to a request of the page) or
          frame (in the page). Default: response.`
      },
      { name: 'cookie-set-at', value: '<url>', text: 'URL whose response sets the cookie. Default: URL of the request.' },
      EXPORT_OPTION,
      DOCUMENT_OPTION,
      TEXT_OR_JSON
    ],
    'Options for an application': [
      { name: 'url', value: '<url>', text: 'path or full URL of the request. Required.' },
      { name: 'host', value: '<host>', text: 'value of the Host header' }
    ],
    'Options for a policy': [
      { name: 'url', value: '<url>', text: 'path or full URL of the request. Its path selects the policy by "routes". Default: unknown host.' },
      { name: 'route', value: '<pattern>', text: 'path of a route, such as /orders/:id. The policy is selected by "routes".' },
      { name: 'policy', value: '<name>', text: 'name of a policy in "policies"' },
      {
        name: 'source-result',
        value: '<result>',
        choices: ['listed', 'not-listed', 'stale', 'unavailable', 'busy'],
        text: `whether the sources of the policy have the origin: listed, not-listed, stale, unavailable or busy. Default:
          unknown, and the request is assumed to be blocked.`
      }
    ]
  }
}

export const EXPLAIN_ERROR_USAGE: CommandUsage = {
  argument: '<id>',
  words: [...ISSUE_IDS, ...RULE_NAMES.ids],
  summary: 'explains an error, a lint rule, a probe of check or a finding',
  synopsis: ['explain-error <id>'],
  description: `Explains an id: a reason to reject a policy, such as origin-has-path; a code, such as FST_CORS_POLICY_INVALID; a rule of lint;
a probe of check; or a finding. The text is part of the package, and needs no network.`,
  options: {}
}
