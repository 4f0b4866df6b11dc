/** Texts that the help of several commands has. */

/** What a file can be. */
export const FILE = `<file> is a policy in JSON (*.json, or *.jsonc with comments), or a module. The default export of the module is a policy,
a Fastify instance, a function that returns an instance, or a plugin (fastify, opts). The command loads the application,
waits until it is ready and closes it. The application never listens, and its output goes to stderr. "-" is the standard
input, in JSON with comments or without.
`

export const HELP_OPTION = '  --help, -h                 prints this help'

export const EXPORT_OPTION = '  --export <name>            export of a module to use, instead of the default export'
