/** The text of `check --help`. */

/** @param helpOption  the line about `--help` */
export function checkUsage (helpOption: string): string {
  return `Usage: fastify-cors-policy check <url…> [options]

Sends requests to live endpoints and finds problems in their CORS responses. It connects only to the hosts of the URLs.
Unless --error-method is set, it sends only GET, HEAD and OPTIONS requests, without bodies. The exit status is 1 if a finding
is as severe as --fail-on, and 3 if an endpoint cannot be reached.

Expected access:
  --allow <origin>           origin that the endpoint should allow. Can be repeated.
  --credentials              pages of these origins send credentials
  --method <method>          method that these pages use. Default: GET. Can be repeated.
  --request-header <name>    request header that these pages set. Can be repeated.
  --policy <file>            policy that the endpoint should follow, instead of the options above
  --route <pattern>          path of a route. Selects a policy by "routes" of the policy file.

Requests:
  --header "<name>: <value>" header of every request except preflights. Its value is never printed, except for User-Agent, Accept
                             and Accept-Language, and is redacted in server output. A value of 1 to 3 characters is redacted
                             only as a whole word. Can be repeated.
  --cookie-env <variable>    environment variable with the value of Cookie
  --auth-env <variable>      environment variable with the value of Authorization
  --error-path <path>        path that returns status 500
  --error-method <method>    POST, PUT or PATCH: sends bodies that the server should reject with 400, 413 and 415. A server that
                             does not reject them may process them.
  --websocket                also tests WebSocket handshakes, including handshakes from untrusted origins
  --resolve <address>        IP address to connect to, instead of the address of the host
  --http2                    uses HTTP/2 if the server supports it
  --insecure                 accepts any certificate
  --timeout <ms>             time limit of a request. Default: 5000.
  --rate <number>            maximum requests per second. Default: 100.
  --max-requests <number>    maximum requests per URL. Default: 300.
  --max-time <ms>            time limit per URL. Default: 120000.
  --seed <number>            seed for random names. Default: 1.
  --dry-run                  prints the planned requests without sending them

Report:
  --fail-on <severity>       lowest severity that sets exit status 1: error, warning, info or never. Default: error.
  --ignore <id>[:<subject>]=<reason>
                             ignores findings with this id. Default: all subjects. Can be repeated.
  --baseline <file>          earlier report in JSON. Findings in it are not counted.
  --verbose                  also shows findings of severity info
  --format <format>          text, json, sarif, junit, markdown or html. Default: text.
  --out <file>               output file. Default: stdout.
${helpOption}
`
}
