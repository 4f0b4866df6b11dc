/** `proxy --check` with real proxies: in order, not in use, older than the policy, and with an application that responds. */
import fastify from 'fastify'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { checkProxyResponses } from '../../../lib/check/proxy-responses.ts'
import { corsPlugin } from '../../../lib/index.ts'
import { PROXIES, renderProxyConfiguration } from '../../../lib/proxy.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { isLong, sample } from '../../unit/properties/seed.ts'
import { freePort } from '../free-port.ts'
import { startProxy } from './start.ts'

const APP = 'https://app.example.com'

/** More requests per second than a user would send. */
const FAST = { rate: 5000 }

const DOCUMENT: CorsPolicyDocument = {
  origins: [APP, 'https://*.shops.example', 'https://pr-*-acme.example:*', 'moz-extension://*'],
  policies: { open: { origins: '*' }, admin: { origins: [APP], credentials: true } },
  routes: { '/public/*': 'open', '/admin/+': 'admin', '/admin/health': false, '/orders/:id': 'admin' }
}

/** Policies that are newer than the configuration, and what is found for each. */
const NEWER: ReadonlyArray<readonly [what: string, policy: CorsPolicyDocument, id: string, message: string | RegExp]> = [
  ['an origin was added', { ...DOCUMENT, origins: [...DOCUMENT.origins as string[], 'https://new.example'] },
    'proxy-does-not-allow-origin', 'At / pages of https://new.example cannot read the response of the proxy: it has no Access-Control-Allow-Origin.'],
  ['CORS was switched off', { ...DOCUMENT, routes: { ...DOCUMENT.routes, '/admin/+': false } },
    'proxy-allows-other-origins', `At /admin/x pages of ${APP} can read the response of the proxy with credentials, which the policy does not allow.`],
  ['credentials were allowed', { ...DOCUMENT, credentials: true, origins: [APP] },
    'proxy-does-not-allow-credentials', /^At \/ pages of https:\/\/app\.example\.com cannot read .* with credentials/]
]

for (const name of PROXIES) {
  t.test(name, async t => {
    const upstream = await freePort()
    const written = renderProxyConfiguration(DOCUMENT, name)
    const proxy = await startProxy(t, name, upstream, written)
    const findings = async (policy: CorsPolicyDocument) => {
      const { findings, unseen } = await checkProxyResponses(policy, proxy, FAST)
      t.strictSame(unseen, [], 'each response is one of the proxy')
      return findings.map(({ id, message }) => [id, message])
    }
    t.strictSame(await findings(DOCUMENT), [], 'a configuration in use')
    // All with nginx. The responses of the others differ as little.
    for (const [what, policy, id, message] of name === 'nginx' ? NEWER : sample(NEWER, NEWER.length)) {
      const found = await findings(policy)
      t.equal(found.length, 1, what)
      t.match(found, [[id, message]], what)
    }

    // Without the configuration, the proxies respond alike.
    if (isLong || name === 'nginx') {
      const bare = await startProxy(t, name, upstream, '')
      t.strictSame((await checkProxyResponses(DOCUMENT, bare, FAST)).findings.map(({ id }) => id), ['proxy-configuration-not-used'])
    }

    const app = fastify({ forceCloseConnections: true })
    t.teardown(() => app.close())
    await app.register(corsPlugin, { ...DOCUMENT, lint: 'off' })
    await app.listen({ host: '127.0.0.1', port: upstream })
    // Varnish does not try at once whether a server that has refused a connection accepts one.
    while ((await fetch(proxy)).status !== 404) await pause(20)
    const { findings: none, unseen } = await checkProxyResponses(DOCUMENT, proxy, FAST)
    t.strictSame(none, [])
    t.strictSame(unseen[0], { path: '/', reason: 'the response has status 404, which the application can have made' })
    t.equal(unseen.length, 7)
    if (name !== 'nginx') return
    t.match(await checkProxyResponses(DOCUMENT, proxy, { ...FAST, bodySize: 2000 }), { findings: { length: 0 }, unseen: { length: 0 } }, 'bodies that nginx rejects')
  })
}
