/** The check names the cause of each planted fault first, and once. */
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { firstOfEach } from './first-of-each.ts'
import { APP, OPTIONS } from './servers/faulty.ts'
import { planted } from './servers/planted.ts'
import { missingCaches } from './servers/caches.ts'
import { correctProxies } from './servers/correct-proxies.ts'
import { missingProxies } from './servers/proxies.ts'
import { HOST, PATH } from './servers/running.ts'

t.strictSame([...missingProxies, ...missingCaches], [], 'the proxies are installed: apt-get install nginx-light haproxy apache2-bin caddy varnish squid')

/** A row of a proxy for each cause, and all others, which start no program. Each proxy is among those that change nothing. */
const rows = firstOfEach(planted, ({ name, cause }) => [/^(?:nginx|HAProxy|httpd|Caddy|Varnish|Squid)\b/.test(name) ? String(cause) : name])

// Side by side, since proxies take their time to start and to end.
t.test('each cause is named first, and once', { jobs: 4 }, async t => {
  for (const { name, server, cause, options = {}, path = PATH, host, isNotReached = false } of rows) {
    t.test(`the cause is named first: ${name}`, { buffered: true }, async t => {
      const given: CheckOptions = { ...OPTIONS, ...host !== undefined && { resolve: HOST }, ...options }
      const running = await server(given.allowedOrigins ?? [APP])
      t.teardown(() => running.close())
      const { findings, summary, isReached, grades, requests } = await checkEndpoint(`http://${host ?? HOST}:${running.port}${path}`, given)
      const seen = JSON.stringify(findings.map(({ id, severity, message, explains }) => [severity, id, message, explains.map(({ id }) => id)]), null, 1)
      if (typeof cause === 'string') t.equal(findings[0]?.id, cause, seen)
      else t.match(summary, cause)
      t.ok(findings.filter(({ severity }) => severity === 'error').length <= 1, `one error for one cause: ${seen}`)
      t.equal(isReached, !isNotReached)
      if (isNotReached) t.strictSame([...new Set(Object.values(grades))], ['-'])
      t.ok(requests <= 300, `${requests} requests`)
    })
  }
})

t.test('proxies that change nothing', { jobs: 4 }, async t => {
  for (const [name, server] of Object.entries(correctProxies)) {
    t.test(`a proxy that changes nothing: ${name}`, { buffered: true }, async t => {
      const running = await server([APP])
      t.teardown(() => running.close())
      const { findings, summary } = await checkEndpoint(`http://${HOST}:${running.port}${PATH}`, OPTIONS)
      t.strictSame(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id), [])
      t.equal(summary, 'No problem was found.')
    })
  }
})
