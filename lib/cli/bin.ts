#!/usr/bin/env node
/** The executable. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { messageOf, systemMessageOf } from './load-module.ts'
import { redirectStdout } from './redirect-stdout.ts'
import { run } from '../cli.ts'
import { escapeText } from '../text/escape.ts'
import { EXIT } from './io.ts'

const { argv, execArgv, execPath, stdin, stdout, stderr, env, exit } = process
let status: number | undefined
let uncaught: string | undefined

/** Only the process that runs a command knows its status: a module can end the process, or change its exit status. */
function end (): void {
  if (status === undefined) {
    status = EXIT.usage
    report(`The command did not finish. ${uncaught ?? 'The module called process.exit(), or waited for something that never happened.'}`)
  }
  // This ends the process at once, before listeners of the module, which could call process.exit() too.
  exit(status)
}

function report (message: string): void {
  stderr.write(`fastify-cors-policy: ${escapeText(message)}\n`)
}

/** The exit status of the other process does not matter: without a result it writes nothing. */
function again (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise(resolve => {
    execFile(execPath, [...execArgv, argv[1]!, ...args], { env, maxBuffer: 2 ** 26, timeout: 60_000 }, (_error, stdout) => { resolve(stdout) })
  })
}

process.prependListener('exit', end)
process.on('uncaughtExceptionMonitor', error => {
  if (process.listenerCount('uncaughtException') === 0) uncaught = `The module threw an error that nothing caught: ${messageOf(error)}`
})
// Errors of stdout are reported at the end. For errors of stderr there is no place.
for (const stream of [stdout, stderr]) stream.on('error', () => {})

/** Ends the process after stdout is flushed, because an application may keep it alive. */
function finish (result: number): void {
  stdout.write('', error => {
    const failure: NodeJS.ErrnoException | null | undefined = stdout.errored ?? error
    status = result
    // A reader such as head ends early.
    if (failure && failure.code !== 'EPIPE') {
      status = EXIT.usage
      report(`The output cannot be written: ${systemMessageOf(failure)}`)
    }
    process.prependListener('exit', end)
    exit(status)
  })
  // From here on, only the module writes.
  redirectStdout(stdout, stderr)
}

// oxlint-disable-next-line typescript/no-floating-promises -- it never rejects, and Node warns about a top-level await that never ends
run(argv.slice(2), {
  stdout,
  stderr,
  env,
  stdin: () => text(stdin),
  cwd: () => process.cwd(),
  divert: () => redirectStdout(stdout, stderr),
  again,
  // Node reads the variable itself, and reports what it loads: https://github.com/nodejs/node/blob/main/lib/internal/modules/cjs/loader.js
  start: args => spawn(execPath, [...execArgv, argv[1]!, ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...env, WATCH_REPORT_DEPENDENCIES: '1' } }),
  interrupted: async () => { await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map(signal => once(process, signal))) }
}).then(finish)
