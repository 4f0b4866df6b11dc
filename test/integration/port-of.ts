/** Waits for a program that `readme/listening.mjs` is loaded into, and that serves. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Returns its port. @throws an Error with its output, as far as it is piped, if it ends before */
export async function portOf (child: ChildProcess): Promise<number> {
  const output = Promise.all([child.stdout, child.stderr].map(stream => stream === null ? '' : text(stream)))
  const port = once(child, 'message').then(([port]) => port as number)
  const failure = once(child, 'exit').then(async ([code]) => { throw new Error(`The application ended with ${code}: ${(await output).join('\n')}`) })
  return Promise.race([port, failure])
}
