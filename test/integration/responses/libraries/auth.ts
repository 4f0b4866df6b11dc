/** @auth/core: a handler that gets a web `Request` and returns a web `Response`. */
import { Auth } from '@auth/core'
import { webRequest, type Library } from './library.ts'

const quiet = { error () {}, warn () {}, debug () {} }
const CONFIG = { basePath: '/auth', providers: [], secret: 'secret', trustHost: true, useSecureCookies: false, logger: quiet }

export const auth: Library = {
  name: '@auth/core',
  register (app) {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => { done(null, body) })
    app.route({
      method: ['GET', 'POST'],
      url: '/auth/*',
      handler: (request) => Auth(webRequest(request, request.body as string ?? null), CONFIG)
    })
  },
  random: /[\da-f]{64}/g,
  exchanges: [
    { name: 'the session', asked: { url: '/auth/session' }, status: 200, shows: /null/ },
    { name: 'a token with a cookie', asked: { url: '/auth/csrf' }, status: 200, shows: /set-cookie.*csrfToken/ },
    {
      name: 'a form without the token',
      asked: { method: 'POST', url: '/auth/signout', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1' },
      status: 302, shows: /MissingCSRF/
    },
    { name: 'an unknown action', asked: { url: '/auth/nothing' }, status: 400, shows: /Bad request/ }
  ]
}
