/** The command `proxy`: its output, and what is wrong with its arguments and its file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { renderProxyConfiguration } from '../../../lib/proxy.ts'
import { proxyIn } from './command.ts'

const POLICY = { origins: ['https://a.test'] }
const folder = t.testdir({
  'policy.json': JSON.stringify(POLICY),
  'invalid.json': '{ "origins": ["https://a.test/"] }',
  'policy.mjs': `export default ${JSON.stringify(POLICY)}`
})

t.test('prints or writes the configuration', async t => {
  const text = renderProxyConfiguration(POLICY, 'haproxy')
  t.strictSame(await proxyIn(folder, 'haproxy policy.json'), { status: 0, stdout: text, stderr: '' })
  t.strictSame(await proxyIn(folder, 'haproxy policy.mjs'), { status: 0, stdout: text, stderr: '' })
  t.strictSame(await proxyIn(folder, 'haproxy policy.json --out cors.cfg'), { status: 0, stdout: '', stderr: '' })
  t.equal(readFileSync(join(folder, 'cors.cfg'), 'utf8'), text)
})

t.test('an invalid policy has its issues, and nothing is written', async t => {
  t.match(await proxyIn(folder, 'nginx invalid.json'), { status: 1, stdout: /origin-has-path/, stderr: '' })
})

const MISTAKES: readonly (readonly [args: string, message: RegExp])[] = [
  ['', /needs the name of a proxy\. Use nginx, haproxy, httpd, caddy, varnish\./],
  ['apache policy.json', /The proxy "apache" is unknown\. Use nginx/],
  ['nginx', /needs one policy file/],
  ['nginx policy.json policy.mjs', /needs one policy file/],
  ['nginx missing.json', /missing\.json/],
  ['nginx policy.json --out policy.json', /policy\.json/],
  ['nginx application.mjs', /application\.mjs: The file is an application\. Write its policy into a JSON file, or export it from a module/]
]

for (const [args, message] of MISTAKES) {
  t.test(`rejects proxy ${args}`, async t => {
    const fastify = new URL('../../../node_modules/fastify/fastify.js', import.meta.url).href
    writeFileSync(join(folder, 'application.mjs'), `import fastify from ${JSON.stringify(fastify)}\nexport default fastify()\n`)
    t.match(await proxyIn(folder, args), { status: 2, stdout: '', stderr: message })
  })
}
