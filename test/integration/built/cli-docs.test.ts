/** Tests `fastify-cors-policy docs --format html`, whose page has the script and the style of the build. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

const folder = t.testdir({ 'policy.json': '{ "origins": ["https://*.example.com"], "policies": { "public": { "origins": "*" } } }' })

async function cli (line: string): Promise<{ status: number, stdout: string, stderr: string }> {
  const out: string[] = []
  const err: string[] = []
  const status = await run(line.split(' '), {
    stdout: { write: text => out.push(text) }, stderr: { write: text => err.push(text) }, env: {}, cwd: () => folder
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}

t.test('docs --format html prints the page', async t => {
  const { status, stdout, stderr } = await cli('docs policy.json --format html')
  t.equal(status, 0)
  t.match(stdout, /^<!doctype html>\n[^]*<\/html>\n$/)
  t.equal(stderr, '')
  t.notMatch(stdout, /^ {4}at /m, 'prints no stack')
})

t.test('docs --out writes a file, with the same content each time', async t => {
  const printed = await cli('docs policy.json --format html')
  t.strictSame(await cli('docs policy.json --format html --out docs.html'), { status: 0, stdout: '', stderr: '' })
  t.equal(readFileSync(join(folder, 'docs.html'), 'utf8'), printed.stdout)
  t.equal((await cli('docs policy.json --format html')).stdout, printed.stdout)
})
