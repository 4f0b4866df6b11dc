/** The usage of `migrate`. */
import { EXPORT_OPTION, TEXT_OR_JSON, type CommandUsage } from './types.ts'

export const MIGRATE_USAGE: CommandUsage = {
  argument: '<file>',
  summary: 'converts the configuration of another CORS library, and proves what changes',
  synopsis: ['migrate <file> [options]'],
  description: `Converts the configuration of another CORS library into a policy, and reports what changes for pages. The exit status is 1 if no
policy can be written, or if the proof finds a difference that the report does not name.

<file> is a module, or options in JSON or YAML. The default export of a module is an application of Fastify, Express or hono,
or options. A module without such an export can be an application that starts by itself. The command loads the module, records
the options, and calls functions in them with many origins.
For the proof, it starts two servers with the routes of the application, whose handlers do not run: one with the other library,
if it is installed, and one with the policy.`,
  options: {
    Options: [
      {
        name: 'from',
        value: '<library>[@version]',
        text: `library of the options, if <file> has only options: @fastify/cors, fastify-cors, nestjs, cors, express, hono, flask,
          starlette, spring, rs-cors, jub0bs-cors or nginx. Default of the version: the installed one.`
      },
      EXPORT_OPTION,
      {
        name: 'out', value: '<file>', text: `output file for the policy. If the application reads NODE_ENV, the policies of other environments get their name, such as
          policy.development.json.`
      },
      { name: 'patch', value: '<file>', text: 'output file for a patch of the application, for git apply, if the source has exactly one registration of @fastify/cors' },
      { name: 'accept-wider', text: 'also writes patterns that allow more origins than before' },
      {
        name: 'request-header',
        value: '<name>',
        repeated: true,
        text: `request header that pages send, if the configuration has credentials and approves any header. Default: Content-Type,
          Authorization, and what schemas and code of the application name.`
      },
      {
        name: 'env-file',
        value: '<file>',
        repeated: true,
        text: `file with variables for the application, such as .env.production, which replace those of the environment. Each further file is another
          environment, whose policy gets its name.`
      },
      {
        name: 'traffic',
        value: '<file>',
        text: 'compares with recorded requests: an HTTP archive (*.har), lines of JSON with origin, method and url, or an access log with the Referer'
      },
      {
        name: 'replay',
        value: '<url>',
        text: `compares with the live server at this URL instead of the library. That server gets GET, HEAD and OPTIONS requests for the routes of the
          application, whose handlers run there: about 100 to 2000, and at most 4000 with --traffic, 16 at once. Their origins and headers are invented,
          and they have no cookies. No other server gets a request.`
      },
      TEXT_OR_JSON
    ]
  }
}
