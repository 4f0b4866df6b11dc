/** The texts of `--help`: one for the program and one for each command. */
import { PROXY_USAGE } from './usage/proxy.ts'
import { explainUsage } from './explain/usage.ts'

const FILE = `<file> is a policy in JSON (*.json, or *.jsonc with comments), or a module. The default export of the module is a policy,
a Fastify instance, a function that returns an instance, or a plugin (fastify, opts). The command loads the application,
waits until it is ready and closes it. The application never listens, and its output goes to stderr.
`

const HELP_OPTION = '  --help, -h                 prints this help'

/** The text of `fastify-cors-policy --help`. */
export const USAGE = `Usage: fastify-cors-policy <command> [<file> or <url>] [options]

Commands:
  validate <file>    validates a policy and lists every problem
  explain <file>     explains, step by step, why a browser allows or blocks a request
  lint <file>        finds dangerous, useless and probably unintended parts of a valid policy
  docs <file>        writes documentation of all policies and routes
  check <url…>       sends requests to live endpoints and finds problems in their CORS responses
  explain-error <id> explains an error, a lint rule, a probe of check or a finding
  origins <action>   changes the origins in a store
  proxy <proxy> <file> writes the configuration of a proxy, so that pages can read its own errors
  schema             prints the JSON Schema of policy files

Options:
  --help, -h         prints this help
  --version          prints the version

Run "fastify-cors-policy <command> --help" for the options of a command.

Exit status:
  0  success
  1  the policy is invalid, the browser blocks the response, or lint or check has findings as severe as --fail-on
  2  the arguments are wrong, the input cannot be read, or the output cannot be written
  3  an endpoint or a store cannot be reached, stops responding or reports an error
  4  internal error
`

/** The text of `fastify-cors-policy <command> --help` by command. */
export const COMMAND_USAGE: ReadonlyMap<string, string> = new Map([
  ['validate', `Usage: fastify-cors-policy validate <file> [options]

Validates a policy and lists every problem. The exit status is 1 if the policy is invalid.

${FILE}
Options:
  --format <format>          text or json. Default: text.
${HELP_OPTION}
`],
  ['explain', explainUsage(FILE, HELP_OPTION)],
  ['lint', `Usage: fastify-cors-policy lint <file> [options]
       fastify-cors-policy lint --explain <rule>

Finds dangerous, useless and probably unintended parts of a valid policy. The exit status is 1 if a finding is as severe as
--fail-on, or if the policy is invalid.

${FILE}
Options:
  --fail-on <severity>       lowest severity that sets exit status 1: error, warning, info or never. Default: error.
  --ignore <rule>[:<location>]=<reason>
                             ignores findings of a rule. The location is a JSON Pointer (which includes everything below it)
                             or a route, such as "GET /orders". Default: all locations. Can be repeated.
  --verbose                  also shows findings of severity info
  --fix                      removes redundant parts from a JSON file, for findings that are shown and not ignored
  --explain <rule>           explains a rule and when to ignore it. Needs no file.
  --format <format>          text, json, sarif, markdown or github (workflow commands). Default: text.
${HELP_OPTION}
`],
  ['docs', `Usage: fastify-cors-policy docs <file> [options]

Writes documentation of all policies, and of the routes if <file> is an application.

${FILE}
Options:
  --format <format>          markdown, or html for a page that needs no network. Default: markdown.
  --out <file>               output file. Default: stdout.
${HELP_OPTION}
`],
  ['check', `Usage: fastify-cors-policy check <url…> [options]

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
${HELP_OPTION}
`],
  ['explain-error', `Usage: fastify-cors-policy explain-error <id>

Explains an id: a reason to reject a policy, such as origin-has-path; a code, such as FST_CORS_POLICY_INVALID; a rule of lint;
a probe of check; or a finding. The text is part of the package, and needs no network.

Options:
${HELP_OPTION}
`],
  ['origins', `Usage: fastify-cors-policy origins add <origin…> --store <store> [options]
       fastify-cors-policy origins remove <origin…> --store <store> [options]
       fastify-cors-policy origins list --store <store> [options]
       fastify-cors-policy origins import <file> --store <store> [options]

Changes the origins that a source reads from a store. It validates each origin as a policy does, and changes nothing if one is
invalid. The exit status is 1 if an origin is invalid, and 3 if the store cannot be reached or reports an error.

Actions:
  add                        adds origins
  remove                     removes origins
  list                       prints the origins
  import                     replaces the origins by those in a file, and initializes an empty store. The file has one origin
                             in each line, or it is JSON (*.json): a list of origins, or an object with a list for each key.

Stores:
  <path>                     file: one origin in each line, or JSON (*.json)
  sqlite:<path>              SQLite. Needs the package better-sqlite3, or Node 22.13 or newer.
  redis://…, rediss://…      Redis or Valkey. Needs one of the packages ioredis, iovalkey and redis.
  postgres://…               PostgreSQL. Needs one of the packages pg and postgres.
  Packages are loaded from the project in the current directory.

Options:
  --store <store>            store
  --store-env <variable>     environment variable with the store, instead of --store, so that no other process sees a password
  --key <key>                key of a tenant. Default: the origins without a key.
  --set <name>               name of the set in Redis. Required for Redis.
  --table <name>             name of the table in SQLite or PostgreSQL. Default: cors_origins.
  --format <format>          text or json. Default: text.
${HELP_OPTION}
`],
  ['proxy', PROXY_USAGE],
  ['schema', `Usage: fastify-cors-policy schema

Prints the JSON Schema of policy files.

Options:
${HELP_OPTION}
`]
])
