/** Whether Chromium sends a request again with the cookies that the user allows, as `storageAccessRetry` requests. */
import Fastify from 'fastify'
import type { Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { certificate } from '../../integration/check/certificate.ts'
import { listening } from '../../listening.ts'
import type { ChromiumWithSettings } from './browsers.ts'
import type { CookieServers } from './server.ts'

interface Run { readonly method: string, readonly status: string | undefined, readonly cookie: string | undefined }

/** @param browser  blocks third-party cookies */
export async function compareStorageAccess (t: Test, browser: ChromiumWithSettings, { httpsPort }: CookieServers): Promise<void> {
  const page = `https://app.site-a.test:${httpsPort}`
  const other = `https://app.site-c.test:${httpsPort}`
  const app = Fastify({ https: certificate(), forceCloseConnections: true })
  const runs: Run[] = []
  await app.register(corsPlugin, { origins: [page], credentials: true, routes: { '/login': false } })
  app.addHook('onRequest', app.cors.storageAccessRetry())
  app.get('/login', (_request, reply) => reply.header('set-cookie', 'sid=1; SameSite=None; Secure; Path=/').type('text/html').send('<!doctype html>'))
  app.route({
    method: ['GET', 'PUT', 'POST'],
    url: '/orders',
    handler ({ method, headers }) {
      runs.push({ method, status: headers['sec-fetch-storage-access'] as string | undefined, cookie: headers.cookie })
      return 'fine'
    }
  })
  const api = `https://api.site-b.test:${(await listening(app, { t })).port}`
  await browser.open(`${api}/login`)
  const request = async (origin: string, method: string): Promise<readonly Run[]> => {
    runs.length = 0
    const tab = await browser.open(`${origin}/`)
    await tab.run(async ({ url, method }) => {
      try {
        await fetch(url, { method, credentials: 'include' })
      } catch {}
    }, { url: `${api}/orders`, method })
    return [...runs]
  }
  t.strictSame(await request(page, 'GET'), [{ method: 'GET', status: 'none', cookie: undefined }], 'without the permission of the user')
  await browser.allowStorageAccess(page, api)
  await browser.allowStorageAccess(other, api)
  t.strictSame(await request(page, 'GET'), [{ method: 'GET', status: 'inactive', cookie: undefined }, { method: 'GET', status: 'active', cookie: 'sid=1' }])
  t.strictSame(await request(page, 'PUT'), [{ method: 'PUT', status: 'inactive', cookie: undefined }, { method: 'PUT', status: 'active', cookie: 'sid=1' }])
  t.strictSame(await request(page, 'POST'), [{ method: 'POST', status: 'inactive', cookie: undefined }])
  t.strictSame(await request(other, 'GET'), [{ method: 'GET', status: 'inactive', cookie: undefined }])
}
