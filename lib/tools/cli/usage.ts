/** What `--help` says. */

export const USAGE = `Usage: fastify-cors-policy <command> [<file>] [options]

  validate <file>    says whether a policy is accepted, and all that is wrong with it
  explain <file>     says what becomes of a request that a page makes, step by step
  lint <file>        says what is accepted and yet unwise, and fixes some of it
  docs <file>        documents all policies, and what answers at each route
  schema             prints the JSON Schema of policy files

<file> is a policy in JSON (*.json, or *.jsonc with comments), or a module whose default export is a policy, a Fastify
instance, a function that returns one, or a plugin (fastify, opts). The application is made ready and closed, and never
listens; what it prints goes to the standard error.

Options of explain:
  --origin <origin>          of the page that asks, or null; required
  --method <method>          GET, unless it is given
  --header "<name>: <value>" of the request; repeat it for more
  --credentials <mode>       omit, same-origin (the default) or include
  --url <url>                of an application: a path, or a whole URL
  --host <host>              of an application: what Host says
  --route <pattern>          of a policy: what its routes say of a routed pattern, such as /orders/:id
  --policy <name>            of a policy: one of its policies
  --engine <engine>          standard (the default), chromium, firefox or safari

Options of lint:
  --format <format>          text (the default), json, sarif, markdown, or github for its workflows
  --fail-on <severity>       error (the default), warning, info or never: what makes the exit status 1
  --ignore <id>[:<where>]=<reason>
                             leaves out what a rule finds, anywhere, at a pointer and below it, or at a place of an
                             application, such as "GET /orders"; repeat it for more
  --verbose                  shows what is merely worth knowing too
  --fix                      takes out of a JSON file what changes nothing, of what is shown
  --explain <id>             says why a rule is there, and when to ignore it; of no file

Options of docs:
  --format <format>          markdown (the default), or html for a page that needs no network
  --out <file>               where to write it; the standard output, unless it is given

Options of all:
  --format <format>          text (the default) or json, where nothing else is said
  --help, --version

Exit status: 0 fine, 1 the policy is refused, the page may not read the answer, or lint found what it fails on,
2 wrong usage or nothing to work on, 4 a fault of this program.
`
