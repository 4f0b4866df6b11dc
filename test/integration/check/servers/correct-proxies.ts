/** Proxies that pass everything on, before a correct application: the check may report only findings of severity info. */
import { POLICY } from './faulty.ts'
import { withPolicy } from './packages.ts'
import { behindCaddy, behindSquid, behindVarnish } from './caches.ts'
import { behindHaproxy, behindHttpd, behindNginx } from './proxies.ts'
import type { Start } from './running.ts'

/** Varnish keeps responses without Cache-Control. */
const application = withPolicy(origins => ({ origins, ...POLICY }), app => { app.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'private, no-store') }) })

export const correctProxies: Readonly<Record<string, Start>> = {
  nginx: behindNginx(application, { location: '' }),
  haproxy: behindHaproxy([application], ''),
  httpd: behindHttpd(application, ''),
  caddy: behindCaddy(application, ''),
  varnish: behindVarnish(application, {}),
  squid: behindSquid(application)
}
