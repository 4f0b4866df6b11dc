#!/usr/bin/env node
/** The command; what it does is in cli.ts. */
import { redirectStdout } from './redirect-stdout.ts'
import { run } from '../cli.ts'

const { stdout, stderr, env } = process
const exitCode = await run(process.argv.slice(2), {
  stdout, stderr, env, cwd: () => process.cwd(), divert: () => redirectStdout(stdout, stderr)
})
// An application may keep the process alive, and what was printed must be out before it ends.
stdout.write('', () => {
  // What an application says as it ends is none of that.
  redirectStdout(stdout, stderr)
  process.exit(exitCode)
})
