#!/usr/bin/env node
/** The executable. */
import { redirectStdout } from './redirect-stdout.ts'
import { run } from '../cli.ts'
import { EXIT } from './io.ts'

const { stdout, stderr, env } = process
let isFinished = false
// The exit status of a module that ends the process must not pass for a result.
process.once('exit', () => {
  if (isFinished) return
  stderr.write('fastify-cors-policy: The command did not finish. The module called process.exit(), or waited for something that never happened.\n')
  process.exitCode = EXIT.usage
})
const exitCode = await run(process.argv.slice(2), {
  stdout, stderr, env, cwd: () => process.cwd(), divert: () => redirectStdout(stdout, stderr)
})
isFinished = true
// An application may keep the process alive, so it is ended explicitly, after stdout is flushed.
stdout.write('', () => {
  // The output of an application while it exits does not belong in stdout.
  redirectStdout(stdout, stderr)
  process.exit(exitCode)
})
