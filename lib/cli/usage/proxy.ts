/** The usage of `proxy` and `schema`. */
import { EXPORT_OPTION, OUT_OPTION, type CommandUsage } from './types.ts'
import { PROXIES } from '../../proxy.ts'

export const PROXY_USAGE: CommandUsage = {
  argument: '<proxy> <file>',
  words: PROXIES,
  summary: 'writes the configuration of a proxy, so that pages can read its own errors',
  synopsis: ['proxy <proxy> <file> [options]'],
  description: `Writes the part of a proxy's configuration that gives CORS headers to responses which the proxy itself makes, such as its 502, 504
and 413, and to no others. Pages of the origins in the policy can then read them.

With --check, nothing is written. The command sends requests to a proxy that runs, from allowed and from untrusted origins, for a
path of each route in the policy, and compares the headers of its responses with the policy. They must be responses of the proxy
itself: stop the application, so that the proxy responds with 502, 503 or 504, or use --body or --path. The exit status is then 0
if all responses have the headers of the policy, 1 if there are findings, and 3 if at some path the proxy did not respond, or the
application can have made the response.

<proxy> is nginx, haproxy, httpd (of Apache), caddy or varnish. <file> is a policy in JSON (*.json, or *.jsonc with comments), or
a module whose default export is a policy.`,
  options: {
    Options: [
      EXPORT_OPTION,
      OUT_OPTION,
      { name: 'check', value: '<url>', text: 'compares a proxy at this URL, such as https://api.example.com, with the policy' },
      { name: 'body', value: '<bytes>', text: 'with --check: sends POST requests with a body of this size, which the proxy rejects with 413' },
      {
        name: 'path',
        value: '<path>',
        repeated: true,
        text: `with --check: a path where the proxy itself responds, such as a redirect or a maintenance page. All statuses
          count. Default: a path of each route.`
      },
      {
        name: 'status',
        value: '<code>',
        repeated: true,
        text: 'with --check: another status of responses that the proxy makes, from 300 to 599.'
      },
      { name: 'resolve', value: '<address>', text: 'with --check: the IP address of the host in the URL' },
      { name: 'timeout', value: '<milliseconds>', text: 'with --check: maximum time for a response. Default: 5000.' },
      { name: 'rate', value: '<number>', text: 'with --check: maximum number of requests per second. Default: 100.' },
      { name: 'insecure', text: 'with --check: accepts invalid certificates' },
      { name: 'format', value: '<format>', text: 'with --check: text or json. Default: text.', choices: ['text', 'json'] }
    ]
  }
}

export const SCHEMA_USAGE: CommandUsage = {
  argument: '',
  summary: 'prints the JSON Schema of policy files',
  synopsis: ['schema'],
  description: 'Prints the JSON Schema of policy files.',
  options: {}
}
