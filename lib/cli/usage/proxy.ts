/** The text of `fastify-cors-policy proxy --help`. */
import { EXPORT_OPTION, HELP_OPTION } from './parts.ts'

export const PROXY_USAGE = `Usage: fastify-cors-policy proxy <proxy> <file> [options]

Writes the part of a proxy's configuration that gives CORS headers to responses which the proxy itself makes, such as its 502, 504
and 413, and to no others. Pages of the origins in the policy can then read them.

With --check, nothing is written. The command sends requests to a proxy that runs, from allowed and from untrusted origins, for a
path of each route in the policy, and compares the headers of its responses with the policy. They must be responses of the proxy
itself: stop the application, so that the proxy responds with 502, 503 or 504, or use --body or --path.

<proxy> is nginx, haproxy, httpd (of Apache), caddy or varnish. <file> is a policy in JSON (*.json, or *.jsonc with comments), or
a module whose default export is a policy.

Options:
${EXPORT_OPTION}
  --out <file>               output file. Default: stdout.
  --check <url>              compares a proxy at this URL, such as https://api.example.com, with the policy
  --body <bytes>             with --check: sends POST requests with a body of this size, which the proxy rejects with 413
  --path <path>              with --check: a path where the proxy itself responds, such as a redirect or a maintenance page.
                             All statuses count. Repeatable. Default: a path of each route.
  --status <code>            with --check: another status of responses that the proxy makes, from 300 to 599. Repeatable
  --resolve <address>        with --check: the IP address of the host in the URL
  --timeout <milliseconds>   with --check: maximum time for a response. Default: 5000.
  --rate <number>            with --check: maximum number of requests per second. Default: 100.
  --insecure                 with --check: accepts invalid certificates
  --format <format>          with --check: text or json. Default: text.
${HELP_OPTION}

Exit status with --check:
  0  all responses have the headers of the policy
  1  there are findings
  3  at some path the proxy did not respond, or the application can have made the response
`
