/** The text of `fastify-cors-policy proxy --help`. */
import { EXPORT_OPTION, HELP_OPTION } from './parts.ts'

export const PROXY_USAGE = `Usage: fastify-cors-policy proxy <proxy> <file> [options]

Writes the part of a proxy's configuration that gives CORS headers to responses which the proxy itself makes, such as its 502, 504
and 413, and to no others. Pages of the origins in the policy can then read them.

<proxy> is nginx, haproxy, httpd (of Apache), caddy or varnish. <file> is a policy in JSON (*.json, or *.jsonc with comments), or
a module whose default export is a policy.

Options:
${EXPORT_OPTION}
  --out <file>               output file. Default: stdout.
${HELP_OPTION}
`
