/** The texts of `--help`: one for the program and one for each command. */
import { CHECK_USAGE } from './usage/check.ts'
import { EXPLAIN_USAGE } from './usage/explain.ts'
import { EXPORT_OPTION, FILE, HELP_OPTION } from './usage/parts.ts'
import { PROXY_USAGE } from './usage/proxy.ts'
import { MIGRATE_USAGE } from './usage/migrate.ts'
import { STORE_USAGES } from './usage/stores.ts'

/** The text of `fastify-cors-policy --help`. */
export const USAGE = `Usage: fastify-cors-policy <command> [<file> or <url>] [options]

Commands:
  validate <file>    validates a policy and lists every problem
  explain <file>     explains, step by step, why a browser allows or blocks a request
  lint <file>        finds dangerous, useless and probably unintended parts of a valid policy
  diff <file> <file> shows what pages gain and lose by a change of a policy
  docs <file>        writes documentation of all policies and routes
  check <url…>       sends requests to live endpoints and finds problems in their CORS responses
  migrate <file>     converts the configuration of another CORS library, and proves what changes
  explain-error <id> explains an error, a lint rule, a probe of check or a finding
  origins <action>   changes the origins in a store
  document <action>  publishes the policy in a store, and shows or restores its versions
  proxy <proxy> <file> writes the configuration of a proxy, so that pages can read its own errors
  schema             prints the JSON Schema of policy files

Options:
  --help, -h         prints this help
  --version          prints the version

Run "fastify-cors-policy <command> --help" for the options of a command.

Exit status:
  0  success
  1  the policy is invalid, the browser blocks the response, or lint, check or diff finds what --fail-on names
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
${EXPORT_OPTION}
  --format <format>          text or json. Default: text.
${HELP_OPTION}
`],
  ['explain', EXPLAIN_USAGE],
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
${EXPORT_OPTION}
  --format <format>          text, json, sarif, markdown or github (workflow commands). Default: text.
${HELP_OPTION}
`],
  ['diff', `Usage: fastify-cors-policy diff <before> <after> [options]

Shows what pages of which origins gain and lose if the policy <after> replaces the policy <before>: reading, credentials, methods
and headers, with an example of each. It compares what the policies allow, and not their text. It also shows what browsers and
caches keep of the first policy. The exit status is 1 if pages gain access, or if a policy is invalid.

<before> and <after> are policies in JSON (*.json, or *.jsonc with comments), or modules whose default export is a policy.

Options:
  --app <file>               module of an application. Compares its routes instead of the keys of "routes".
  --fail-on <change>         change that sets exit status 1: widened (pages gain access), any or never. Default: widened.
  --format <format>          text, json or markdown. Default: text.
  --out <file>               output file. Default: stdout.
${HELP_OPTION}
`],
  ['docs', `Usage: fastify-cors-policy docs <file> [options]

Writes documentation of all policies, and of the routes if <file> is an application.

${FILE}
Options:
${EXPORT_OPTION}
  --format <format>          markdown, or html for a page that needs no network. Default: markdown.
  --out <file>               output file. Default: stdout.
${HELP_OPTION}
`],
  ['check', CHECK_USAGE],
  ['migrate', MIGRATE_USAGE],
  ['explain-error', `Usage: fastify-cors-policy explain-error <id>

Explains an id: a reason to reject a policy, such as origin-has-path; a code, such as FST_CORS_POLICY_INVALID; a rule of lint;
a probe of check; or a finding. The text is part of the package, and needs no network.

Options:
${HELP_OPTION}
`],
  ...STORE_USAGES,
  ['proxy', PROXY_USAGE],
  ['schema', `Usage: fastify-cors-policy schema

Prints the JSON Schema of policy files.

Options:
${HELP_OPTION}
`]
])
