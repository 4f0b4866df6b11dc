import { METHODS } from 'node:http'
import t from 'tap'
import { isForbiddenMethod, isSafelistedMethod, NODE_METHODS, normalizeMethod } from '../../../lib/standard/methods.ts'

t.test('CORS-safelisted methods are GET, HEAD and POST, byte by byte', async t => {
  t.strictSame(['GET', 'HEAD', 'POST', 'get', 'PUT', 'OPTIONS', ''].filter(isSafelistedMethod), ['GET', 'HEAD', 'POST'])
})

t.test('forbidden methods are CONNECT, TRACE and TRACK in any case', async t => {
  t.strictSame(['CONNECT', 'Trace', 'track', 'TRACKS', 'GET'].filter(isForbiddenMethod), ['CONNECT', 'Trace', 'track'])
})

t.test('six methods are normalized, and no other', async t => {
  t.strictSame(['delete', 'Get', 'head', 'options', 'post', 'put', 'patch', 'query'].map(normalizeMethod),
    ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'patch', 'query'])
})

t.test('Node receives exactly the methods of the table, except QUERY in Node 20.19', async t => {
  t.strictSame([...NODE_METHODS].filter(method => method !== 'QUERY'), METHODS.filter(method => method !== 'QUERY').sort())
  t.ok(NODE_METHODS.has('QUERY'))
  t.strictSame([...NODE_METHODS], [...NODE_METHODS].sort(), 'it is sorted')
})
