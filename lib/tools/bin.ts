#!/usr/bin/env node
/** The command; what it does is in cli.ts. */
import { run } from './cli.ts'

const exitCode = await run(process.argv.slice(2), process)
// An application may keep the process alive, and what was printed must be out before it ends.
process.stdout.write('', () => process.exit(exitCode))
