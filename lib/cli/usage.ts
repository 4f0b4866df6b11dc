/** What `--help` says. */

export const USAGE = `Usage: fastify-cors-policy <command> [<file> or <url>] [options]

  validate <file>    says whether a policy is accepted, and all that is wrong with it
  explain <file>     says what becomes of a request that a page makes, step by step
  lint <file>        says what is accepted and yet unwise, and fixes some of it
  docs <file>        documents all policies, and what answers at each route
  check <url…>       asks live endpoints as browsers would, and says what is wrong with the answers
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

Options of check, which sends GET, HEAD and OPTIONS without bodies, unless asked, to the URLs' hosts alone:
  --allow <origin>           of pages that should be let in; repeat it for more
  --credentials              those pages send credentials
  --method <method>          that they use, GET unless it is given; repeat it for more
  --request-header <name>    that they set; repeat it for more
  --policy <file>            the policy that the server should follow, in place of these
  --route <pattern>          what that policy says of a routed pattern
  --header "<name>: <value>" goes with every request but preflights; its value is not printed, unless the name is User-Agent,
                             Accept or Accept-Language, and is taken out of what the server says: of 1 to 3 characters
                             where it is a whole word; repeat it for more
  --cookie-env <variable>    the variable of the environment that holds the value of Cookie
  --auth-env <variable>      that of Authorization
  --error-path <path>        a path that answers 500
  --error-method <method>    POST, PUT or PATCH, by which bodies are sent that are to be refused with 400, 413 and 415;
                             a server that refuses none of them may act on them
  --websocket                tries handshakes too, from pages of strangers as well
  --resolve <address>        to connect to in place of the host's
  --http2                    speaks HTTP/2 where the server does
  --insecure                 takes any certificate
  --timeout <ms>             for one request, 5000 unless it is given
  --rate <number>            the most requests per second, 100 unless it is given
  --max-requests <number>    to one URL, 300 unless it is given
  --max-time <ms>            for one URL, 120000 unless it is given; then nothing more is sent or waited for
  --seed <number>            for made-up names, 1 unless it is given
  --dry-run                  prints what would be asked, and sends nothing
  --format <format>          text (the default), json, sarif, junit, markdown or html
  --out <file>               where to write it; the standard output, unless it is given
  --fail-on <severity>       error (the default), warning, info or never: what makes the exit status 1
  --ignore <id>[:<subject>]=<reason>
                             leaves out what is found, about that or anything; repeat it for more
  --baseline <file>          an earlier report in JSON: what it has does not count
  --verbose                  shows what is merely worth knowing too

Options of all:
  --format <format>          text (the default) or json, where nothing else is said
  --help, --version

Exit status: 0 fine, 1 the policy is refused, the page may not read the answer, or lint or check found what it fails on,
2 wrong usage or nothing to work on, 3 an endpoint cannot be reached or stops answering, 4 a fault of this program.
`
