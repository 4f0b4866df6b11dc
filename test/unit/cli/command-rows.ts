/** Tests rows of command lines: the exit status and the output of each. */
import t from 'tap'
import { commandIn } from './command.ts'

/** The expected output on each stream. '' for no output. */
export type CommandRow = [line: string, status: number, stdout: RegExp | '', stderr: RegExp | '']

/** Runs each command line in a folder. */
export function testCommandRows (folder: string, rows: readonly CommandRow[]): void {
  for (const [line, status, stdout, stderr] of rows) {
    t.test(`fastify-cors-policy ${line}`, async t => {
      const result = await commandIn(folder, line)
      t.equal(result.status, status)
      for (const [found, expected] of [[result.stdout, stdout], [result.stderr, stderr]] as const) {
        if (expected === '') t.equal(found, '')
        else t.match(found, expected)
      }
      t.notMatch(result.stdout + result.stderr, /^ {4}at /m, 'prints no stack')
    })
  }
}
