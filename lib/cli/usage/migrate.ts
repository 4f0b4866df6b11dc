/** The text of `migrate --help`. */
import { HELP_OPTION } from './parts.ts'

export const MIGRATE_USAGE = `Usage: fastify-cors-policy migrate <file> [options]

Converts the configuration of another CORS library into a policy, and reports what changes for pages. The exit status is 1 if no
policy can be written, or if the proof finds a difference that the report does not name.

<file> is a module or options in JSON. The default export of a module is an application that uses @fastify/cors or cors, as for
lint, or options. The command loads the module, records the options, and calls functions in them with many origins. For the proof,
it starts two servers with the routes of the application, whose handlers do not run: one with the other library, if it is
installed, and one with the policy.

Options:
  --from <library>[@version] library of the options, if <file> has only options: @fastify/cors, fastify-cors, nestjs, cors,
                             express, hono, flask, starlette, spring, rs-cors, jub0bs-cors or nginx. Default of the
                             version: the installed one.
  --out <file>               output file for the policy
  --accept-wider             also writes patterns that allow more origins than before
  --request-header <name>    request header that pages send, if the configuration has credentials and approves any header.
                             Default: Content-Type and Authorization. Can be repeated.
  --traffic <file>           compares with recorded requests: an HTTP archive (*.har), or lines of JSON with origin, method
                             and url
  --replay <url>             compares with a live server instead of the library. It gets only GET, HEAD and OPTIONS.
  --format <format>          text or json. Default: text.
${HELP_OPTION}
`
