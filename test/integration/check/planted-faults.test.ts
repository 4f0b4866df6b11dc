/** The check names the cause of each planted fault first, and once. */
import t from 'tap'
import { PROBES } from '../../../lib/check/probes/index.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { checkBy } from './check-by.ts'
import { firstOfEach } from './first-of-each.ts'
import { APP, OPTIONS } from './servers/faulty.ts'
import { planted } from './servers/planted.ts'
import { missingCaches } from './servers/caches.ts'
import { correctProxies } from './servers/correct-proxies.ts'
import { missingProxies } from './servers/proxies.ts'
import { HOST, PATH } from './servers/running.ts'

t.strictSame([...missingProxies, ...missingCaches], [], 'the proxies are installed: apt-get install nginx-light haproxy apache2-bin caddy varnish squid')

/** How long a server takes to start: one of ours starts no program, and of the proxies nginx starts fastest. */
const startOf = (name: string): number => /^(?:HAProxy|httpd|Caddy|Varnish|Squid|nginx before)\b/.test(name) ? 2 : name.startsWith('nginx') ? 1 : 0

/** A row for each cause, of the server that starts fastest. Each proxy is among those that change nothing. */
const rows = firstOfEach(planted.toSorted((a, b) => startOf(a.name) - startOf(b.name)), ({ cause }) => [String(cause)])

/** The two probes that send most of the requests, from origins that most of these servers do not confuse with others. */
const MANY_ORIGINS = ['dangerous-origins', 'origin-confusion']
const OTHERS = PROBES.map(({ id }) => id).filter(id => !MANY_ORIGINS.includes(id))

/** Causes by which origins are allowed that no list has. */
const TOO_OPEN: ReadonlyArray<string | RegExp> = ['origin-reflected', 'origin-listed-with-mistake', 'cache-holds-old-headers', 'cache-is-poisoned']

// Side by side, since proxies take their time to start and to end.
t.test('each cause is named first, and once', { jobs: 4 }, async t => {
  for (const { name, server, cause, options = {}, path = PATH, host, isNotReached = false } of rows) {
    t.test(`the cause is named first: ${name}`, { buffered: true }, async t => {
      const given: CheckOptions = { ...OPTIONS, ...host !== undefined && { resolve: HOST }, ...options }
      const running = await server(given.allowedOrigins ?? [APP])
      t.teardown(() => running.close())
      const { findings, summary, isReached, grades, requests } = await checkBy(TOO_OPEN.includes(cause) ? [...OTHERS, ...MANY_ORIGINS] : OTHERS, `http://${host ?? HOST}:${running.port}${path}`, given)
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
      const { findings, summary } = await checkBy(OTHERS, `http://${HOST}:${running.port}${PATH}`, OPTIONS)
      t.strictSame(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id), [])
      t.equal(summary, 'No problem was found.')
    })
  }
})
