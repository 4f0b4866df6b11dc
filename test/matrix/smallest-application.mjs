/** The smallest application, with the installed packages: prints its version of Fastify, and the response to a preflight. */
import Fastify from 'fastify'
import cors from 'fastify-cors-policy'

const app = Fastify()
app.register(cors, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.get('/', async () => 'orders')
  app.put('/', async () => 'order')
})
const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' }
const response = await app.inject({ method: 'OPTIONS', url: '/', headers })
console.log(`${app.version}: ${response.statusCode} ${response.headers['access-control-allow-methods']}`)
