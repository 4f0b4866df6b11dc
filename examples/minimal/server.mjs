/** The smallest application: `PORT=3000 node examples/minimal/server.mjs`. */
import fastify from 'fastify'
import corsPlugin from 'fastify-cors-policy'

const app = fastify({ forceCloseConnections: true })
app.register(corsPlugin, {
  origins: ['https://app.example.com'],
  credentials: true,
  allowedHeaders: ['Content-Type'],
  maxAge: 600
})
app.put('/orders/:id', (request) => request.body)

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) })}`)
