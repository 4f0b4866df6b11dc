/** The usage of `check`. */
import { DOCUMENT_OPTION, EXPORT_OPTION, FAIL_ON_OPTION, OUT_OPTION, type CommandUsage } from './types.ts'

export const CHECK_USAGE: CommandUsage = {
  argument: '<url…>',
  summary: 'sends requests to live endpoints and finds problems in their CORS responses',
  synopsis: ['check <url…> [options]', 'check <url> --app <file> [options]', 'check <url> --policy <file> --all-routes [options]'],
  description: `Sends requests to live endpoints and finds problems in their CORS responses. It connects only to the hosts of the URLs.
Unless --error-method is set, it sends only GET, HEAD and OPTIONS requests, without bodies. The exit status is 1 if a finding
is as severe as --fail-on, and 3 if an endpoint cannot be reached, does not exist or always fails.`,
  options: {
    'Expected access': [
      {
        name: 'allow',
        value: '<origin>',
        repeated: true,
        text: `origin that the endpoint should allow. With --app or --all-routes: origin in a source, as <source>=<origin> if there are
          several sources.`
      },
      { name: 'credentials', text: 'pages of these origins send credentials' },
      { name: 'method', value: '<method>', text: 'method that these pages use. Default: GET.', repeated: true },
      { name: 'request-header', value: '<name>', text: 'request header that these pages set.', repeated: true },
      { name: 'policy', value: '<file>', text: 'policy that the endpoint should follow, instead of the options above' },
      {
        name: 'route',
        value: '<pattern>',
        text: 'path of a route. Selects a policy by "routes" of the policy file. Default: the path of the URL.'
      }
    ],
    'All routes, each against its own policy': [
      { name: 'app', value: '<file>', text: 'application whose routes are checked at the URL. It is loaded, and never listens.' },
      EXPORT_OPTION,
      DOCUMENT_OPTION,
      { name: 'all-routes', text: 'checks the paths in "routes" of --policy' },
      {
        name: 'param',
        value: '<name>=<value>',
        repeated: true,
        text: 'value of a route parameter. Default: an example that matches the pattern.'
      }
    ],
    Requests: [
      {
        name: 'header',
        value: '"<name>: <value>"',
        repeated: true,
        text: `header of every request except preflights. Its value is never printed, except for User-Agent, Accept,
          Accept-Encoding and Accept-Language, and is redacted in server output. A value of 1 to 3 characters is redacted only
          as a whole word.`
      },
      { name: 'cookie-env', value: '<variable>', text: 'environment variable with the value of Cookie' },
      { name: 'auth-env', value: '<variable>', text: 'environment variable with the value of Authorization' },
      { name: 'error-path', value: '<path>', text: 'path that returns status 500' },
      {
        name: 'error-method',
        value: '<method>',
        choices: ['POST', 'PUT', 'PATCH'],
        text: `POST, PUT or PATCH: sends bodies that the server should reject with 400, 413 and 415. A server that does not reject
          them may process them.`
      },
      { name: 'websocket', text: 'also tests WebSocket handshakes, including handshakes from untrusted origins' },
      { name: 'resolve', value: '<address>', text: 'IP address to connect to, instead of the address of the host' },
      { name: 'http2', text: 'uses HTTP/2 if the server supports it' },
      { name: 'insecure', text: 'accepts any certificate' },
      { name: 'timeout', value: '<ms>', text: 'time limit of a request. Default: 5000.' },
      { name: 'rate', value: '<number>', text: 'maximum requests per second. Default: 100.' },
      { name: 'max-requests', value: '<number>', text: 'maximum requests per URL. Default: 300.' },
      { name: 'max-time', value: '<ms>', text: 'time limit per URL. Default: 120000.' },
      { name: 'seed', value: '<number>', text: 'seed for random names. Default: 1.' },
      { name: 'dry-run', text: 'prints the planned requests without sending them' }
    ],
    Report: [
      FAIL_ON_OPTION,
      { name: 'ignore', value: '<id>[:<subject>]=<reason>', text: 'ignores findings with this id. Default: all subjects.', repeated: true },
      { name: 'baseline', value: '<file>', text: 'earlier report in JSON. Findings in it are not counted.' },
      { name: 'verbose', text: 'also shows findings of severity info' },
      {
        name: 'format',
        value: '<format>',
        choices: ['text', 'json', 'sarif', 'junit', 'markdown', 'html'],
        text: 'text, json, sarif, junit, markdown or html. Default: text.'
      },
      OUT_OPTION
    ]
  }
}
