/** The texts of `--help` for commands about stores. */
import { HELP_OPTION } from './parts.ts'

/** A text for each command. */
export const STORE_USAGES: readonly (readonly [command: string, text: string])[] = [
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
  ['document', `Usage: fastify-cors-policy document publish <file> --store <store> [options]
       fastify-cors-policy document show --store <store> [options]
       fastify-cors-policy document history --store <store> [options]
       fastify-cors-policy document roll-back <version> --store <store> [options]

Changes the policy that applications follow with the option \`policy\`. It validates a policy before it publishes it. The exit
status is 1 if the policy is invalid, and 3 if the store cannot be reached or reports an error.

Actions:
  publish                    publishes a policy in JSON (*.json, or *.jsonc with comments), and initializes an empty store. It
                             shows what browsers and caches remember of the policy before.
  show                       prints the policy
  history                    prints the versions in Redis or PostgreSQL, the newest first: number, time, digest and note
  roll-back                  publishes the policy of an earlier version again

Stores:
  <path>                     file
  redis://…, rediss://…      Redis or Valkey. Needs one of the packages ioredis, iovalkey and redis.
  postgres://…               PostgreSQL. Needs one of the packages pg and postgres.
  Packages are loaded from the project in the current directory.

Options:
  --store <store>            store
  --store-env <variable>     environment variable with the store, instead of --store, so that no other process sees a password
  --key <name>               name of the hash in Redis. Required for Redis.
  --table <name>             name of the table in PostgreSQL. Default: cors_documents.
  --note <text>              why the policy changes, for the history
  --format <format>          text or json. Default: text.
${HELP_OPTION}
`]
]
