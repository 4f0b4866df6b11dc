/** Serves the demonstration's page on one origin. It is not part of the API, and has nothing to do with CORS. */
import { readFile } from 'node:fs/promises'
import Fastify from 'fastify'
import { API, OTHER, PAGE, exchanges } from './exchanges.mjs'

const files = { '/': ['page.html', 'text/html'], '/page.js': ['page.js', 'text/javascript'] }

export function buildPageServer () {
  const app = Fastify({ forceCloseConnections: true })
  for (const [url, [file, type]] of Object.entries(files)) {
    app.get(url, async (_request, reply) => {
      reply.type(`${type}; charset=utf-8`)
      return readFile(new URL(/** @type {string} */ (file), import.meta.url))
    })
  }
  app.get('/exchanges.json', () => ({ api: API, page: PAGE, other: OTHER, exchanges }))
  return app
}
