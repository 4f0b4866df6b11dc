/** @modelcontextprotocol/sdk: its transport over HTTP writes to the raw response, from a web `Response`, without `reply.hijack()`. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { posted, type Library } from './library.ts'

/** Without sessions, each request has its own server and transport. */
async function handle (request: FastifyRequest, reply: FastifyReply, enableJsonResponse: boolean): Promise<void> {
  const server = new McpServer({ name: 'test', version: '1.0.0' })
  server.registerTool('greet', { description: 'Greets' }, () => ({ content: [{ type: 'text', text: 'hello' }] }))
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse })
  reply.raw.on('close', () => server.close())
  await server.connect(transport as never)
  await transport.handleRequest(request.raw, reply.raw, request.body)
}

const accept = 'application/json, text/event-stream'
const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet' } }

export const mcp: Library = {
  name: '@modelcontextprotocol/sdk',
  register (app) {
    app.post('/mcp', async (request, reply) => { await handle(request, reply, false) })
    app.post('/mcp-json', async (request, reply) => { await handle(request, reply, true) })
    app.delete('/mcp', async (request, reply) => { await handle(request, reply, false) })
  },
  exchanges: [
    { name: 'an event stream', asked: posted('/mcp', CALL, { accept }), status: 200, shows: /event-stream.*hello/ },
    { name: 'a JSON response', asked: posted('/mcp-json', CALL, { accept }), status: 200, shows: /json.*hello/ },
    { name: 'a notification', asked: posted('/mcp', { jsonrpc: '2.0', method: 'notifications/initialized' }, { accept }), status: 202, shows: /""/ },
    { name: 'a request without Accept', asked: posted('/mcp', CALL), status: 406, shows: /-32000/ },
    { name: 'an invalid message', asked: posted('/mcp', { id: 1 }, { accept }), status: 400, shows: /-32700/ },
    { name: 'an unknown method of the protocol', asked: posted('/mcp-json', { ...CALL, method: 'x' }, { accept }), status: 200, shows: /-32601/ }
  ]
}
