/** The usage of the commands about stores. */
import { TEXT_OR_JSON, type CommandOption, type CommandUsage } from './types.ts'

const STORE_OPTIONS: readonly CommandOption[] = [
  { name: 'store', value: '<store>', text: 'store' },
  { name: 'store-env', value: '<variable>', text: 'environment variable with the store, instead of --store, so that no other process sees a password' }
]

const SERVERS = `  redis://…, rediss://…      Redis or Valkey. Needs one of the packages ioredis, iovalkey and redis.
  postgres://…               PostgreSQL. Needs one of the packages pg and postgres.
  Packages are loaded from the project in the current directory.`

export const ORIGINS_USAGE: CommandUsage = {
  argument: '<action>',
  words: ['add', 'remove', 'list', 'import'],
  summary: 'changes the origins in a store',
  synopsis: [
    'origins add <origin…> --store <store> [options]',
    'origins remove <origin…> --store <store> [options]',
    'origins list --store <store> [options]',
    'origins import <file> --store <store> [options]'
  ],
  description: `Changes the origins that a source reads from a store. It validates each origin as a policy does, and changes nothing if one is
invalid. The exit status is 1 if an origin is invalid, and 3 if the store cannot be reached or reports an error.

Actions:
  add                        adds origins
  remove                     removes origins
  list                       prints the origins
  import                     replaces lists of origins by those in a file, and initializes an empty store. The file has one origin
                             in each line, or it is JSON (*.json): a list of origins, or an object with a list for each key.
                             A key that is not in the file keeps its origins. An empty list removes them.

Stores:
  <path>                     file: one origin in each line, or JSON (*.json)
  sqlite:<path>              SQLite. Needs the package better-sqlite3, or Node 22.13 or newer.
${SERVERS}`,
  options: {
    Options: [
      ...STORE_OPTIONS,
      { name: 'key', value: '<key>', text: 'key of a tenant. Default: the origins without a key.' },
      { name: 'all-keys', text: 'list: the origins of all keys, too, as "<key>: <origin>"' },
      { name: 'set', value: '<name>', text: 'name of the set in Redis. Required for Redis.' },
      { name: 'table', value: '<name>', text: 'name of the table in SQLite or PostgreSQL. Default: cors_origins.' },
      TEXT_OR_JSON
    ]
  }
}

export const DOCUMENT_USAGE: CommandUsage = {
  argument: '<action>',
  words: ['publish', 'show', 'history', 'roll-back'],
  summary: 'publishes the policy in a store, and shows or restores its versions',
  synopsis: [
    'document publish <file> --store <store> [options]',
    'document show --store <store> [options]',
    'document history --store <store> [options]',
    'document roll-back <version> --store <store> [options]'
  ],
  description: `Changes the policy that applications follow with the option \`policy\`. It validates a policy before it publishes it. The exit
status is 1 if the policy is invalid, and 3 if the store cannot be reached or reports an error.

Actions:
  publish                    publishes a policy in JSON (*.json, or *.jsonc with comments), and initializes an empty store. It
                             shows what browsers and caches remember of the policy before.
  show                       prints the policy
  history                    prints the versions in Redis or PostgreSQL, the newest first: number, time, digest and note
  roll-back                  publishes the policy of an earlier version again

Stores:
  <path>                     file
${SERVERS}`,
  options: {
    Options: [
      ...STORE_OPTIONS,
      { name: 'key', value: '<name>', text: 'name of the hash in Redis. Required for Redis.' },
      { name: 'table', value: '<name>', text: 'name of the table in PostgreSQL. Default: cors_documents.' },
      { name: 'note', value: '<text>', text: 'why the policy changes, for the history' },
      TEXT_OR_JSON
    ]
  }
}
