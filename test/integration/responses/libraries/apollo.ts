/** @apollo/server with @as-integrations/fastify. */
import { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import { posted, type Library } from './library.ts'

const typeDefs = 'type Query { greet: String, broken: String } type Mutation { change: String }'

const resolvers = {
  Query: { greet: () => 'hello', broken: () => { throw new Error('broken') } },
  Mutation: { change: () => 'changed' }
}

/** What a tutorial shows for pages of any origin. */
const open = {
  async requestDidStart () {
    return {
      async willSendResponse ({ response }: { response: { http: { headers: Map<string, string> } } }) {
        response.http.headers.set('access-control-allow-origin', '*')
        response.http.headers.set('vary', 'Accept')
      }
    }
  }
}

const foreign = ['access-control-allow-origin: *', 'vary: Accept']

export const apollo: Library = {
  name: '@apollo/server',
  async register (app) {
    const plain = new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: false })
    const noisy = new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: false, plugins: [open as never] })
    await Promise.all([plain.start(), noisy.start()])
    app.addHook('onClose', async () => { await Promise.all([plain.stop(), noisy.stop()]) })
    for (const [url, server] of [['/graphql', plain], ['/open', noisy]] as const) {
      app.route({ method: ['GET', 'POST', 'OPTIONS'], url, handler: fastifyApolloHandler(server) })
    }
  },
  exchanges: [
    { name: 'a query', asked: posted('/graphql', { query: '{ greet }' }), status: 200, shows: /hello/ },
    { name: 'a query of GET', asked: { url: '/graphql?query={greet}', headers: { 'apollo-require-preflight': '1' } }, status: 200, shows: /hello/ },
    { name: 'a mutation', asked: posted('/graphql', { query: 'mutation { change }' }), status: 200, shows: /changed/ },
    { name: 'a query that a page can send without a preflight', asked: { url: '/graphql?query={greet}' }, status: 400, shows: /CSRF/ },
    { name: 'an invalid query', asked: posted('/graphql', { query: '{ nothing }' }), status: 400, shows: /GRAPHQL_VALIDATION_FAILED/ },
    { name: 'a resolver that throws', asked: posted('/graphql', { query: '{ broken }' }), status: 200, shows: /INTERNAL_SERVER_ERROR/ },
    { name: 'a query with CORS headers of its own', asked: posted('/open', { query: '{ greet }' }), status: 200, shows: /hello/, foreign },
    { name: 'a failed query with CORS headers of its own', asked: posted('/open', { query: '{ nothing }' }), status: 400, shows: /GRAPHQL_VALIDATION_FAILED/, foreign }
  ]
}
