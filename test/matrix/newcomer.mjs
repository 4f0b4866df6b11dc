/** The smallest application, with what is installed beside it: says which Fastify that is, and what a preflight is answered. */
import Fastify from 'fastify'
import cors from 'fastify-cors-policy'

const app = Fastify()
app.register(cors, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.get('/', async () => 'orders')
  app.put('/', async () => 'order')
})
const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' }
const answer = await app.inject({ method: 'OPTIONS', url: '/', headers })
console.log(`${app.version}: ${answer.statusCode} ${answer.headers['access-control-allow-methods']}`)
