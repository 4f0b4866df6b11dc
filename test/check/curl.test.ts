/** The command lines of findings send what was sent: curl is run, and the server compares. */
import { execFile, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import t from 'tap'
import { plannedRequests } from '../../lib/check.ts'
import { curlOf } from '../../lib/check/curl.ts'
import { sayNotTested } from '../browser/chromium.ts'

const APP = 'https://app.example.com'

/** What undici and curl add of their own. */
const OWN = new Set(['host', 'connection', 'user-agent', 'accept', 'content-length'])

const hasCurl = spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0
if (!hasCurl) sayNotTested('the command lines of findings', 'There is no curl, or no bash: install them, as with apt-get install curl.')

t.test('each command line sends the request that it stands for', { skip: hasCurl ? false : 'there is no curl' }, async t => {
  let last = ''
  const server = createServer((request, response) => {
    let length = 0
    const lines: string[] = []
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      if (!OWN.has(request.rawHeaders[i]!.toLowerCase())) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`)
    }
    request.on('data', ({ length: more }) => { length += more }).on('end', () => {
      last = JSON.stringify([request.method, request.url, lines, length])
      response.end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const planned = plannedRequests(`${origin}/orders`, { allow: [APP], methods: ['PUT'], requestHeaders: ['x-a', 'content-type'], errorMethod: 'POST' })
    .concat(plannedRequests(`${origin}/[1-3]/{a,b}?of=[1-3]{a,b}`)[0]!)
  t.ok(planned.length > 80, `${planned.length} requests`)
  for (const request of planned) {
    last = 'nothing came'
    const line = curlOf(request, {})
    await promisify(execFile)('bash', ['-c', line])
    const { method, url, headers, body } = request
    const sent = headers.map(([name, value]) => `${name}: ${value}`)
    t.equal(last, JSON.stringify([method, url.slice(origin.length), sent, body === undefined ? 0 : body.text.length * body.times]), line)
  }
})
