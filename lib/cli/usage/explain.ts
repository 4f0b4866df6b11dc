/** The text of `explain --help`. */
import { EXPORT_OPTION, FILE, HELP_OPTION } from './parts.ts'

export const EXPLAIN_USAGE = `Usage: fastify-cors-policy explain <file> --origin <origin> [options]
       fastify-cors-policy explain [<file>] --from-console <lines> [options]
       fastify-cors-policy explain [<file>] --from-curl <request> [options]

Explains, step by step, why a browser allows or blocks a request, and how to fix the policy. The exit status is 1 if the
browser blocks the response. Without <file>, it explains what the browser's console says, or what a server must send to allow
a copied request.

${FILE}
Options:
  --origin <origin>          origin of the page, or null. Required, unless the pasted text names it.
  --method <method>          method of the request. Default: GET, or what the pasted text names.
  --header "<name>: <value>" header of the request. Can be repeated.
  --credentials <mode>       omit, same-origin or include. Default: same-origin.
  --engine <engine>          standard, chromium, firefox or safari. Default: standard.
  --local-network <permission>
                             denied or granted: whether the user lets the page use servers on this computer and in the local
                             network. Default: denied.
  --from-console <lines>     lines of the browser's console about the request. "-" reads the standard input.
  --from-curl <request>      request that the developer tools copied: as cURL (bash or cmd) or as fetch. "-" reads the standard
                             input.
  --cookie <cookie>          value of a Set-Cookie header, such as "sid=1; SameSite=None; Secure": explains whether browsers store
                             the cookie and send it with the request. Needs a full URL.
  --cookie-set-by <setter>   what sets the cookie: visit (of the API's own site, such as a login page), response (to a request of
                             the page) or frame (in the page). Default: response.
  --cookie-set-at <url>      URL whose response sets the cookie. Default: URL of the request.
${EXPORT_OPTION}
  --format <format>          text or json. Default: text.
${HELP_OPTION}

Options for an application:
  --url <url>                path or full URL of the request. Required.
  --host <host>              value of the Host header

Options for a policy:
  --url <url>                full URL of the request. Its path selects the policy by "routes". Default: unknown host.
  --route <pattern>          path of a route, such as /orders/:id. The policy is selected by "routes".
  --policy <name>            name of a policy in "policies"
  --source-result <result>   what the sources of the policy say about the origin: listed, not-listed, stale, unavailable or busy.
                             Default: unknown, and the request is assumed to be blocked.
`
