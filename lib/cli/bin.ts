#!/usr/bin/env node
/** The executable. */
import { redirectStdout } from './redirect-stdout.ts'
import { run } from '../cli.ts'

const { stdout, stderr, env } = process
const exitCode = await run(process.argv.slice(2), {
  stdout, stderr, env, cwd: () => process.cwd(), divert: () => redirectStdout(stdout, stderr)
})
// An application may keep the process alive, so it is ended explicitly, after stdout is flushed.
stdout.write('', () => {
  // The output of an application while it exits does not belong in stdout.
  redirectStdout(stdout, stderr)
  process.exit(exitCode)
})
