/** Which headers of a response a page can read. */
import t from 'tap'
import { factsOf } from '../../../lib/browser/engines.ts'
import { readableHeaders } from '../../../lib/browser/exposed-headers.ts'
import type { CredentialsMode, Engine, HeaderLine, PageRequest, ResponseTainting } from '../../../types/browser.ts'
import { PAGE, answer, simulate } from './simulate.ts'

t.test('pages read the safelisted and the exposed headers of a cross-origin response', async (t) => {
  const headers: HeaderLine[] = [
    ['X-B', ' 2 '], ['x-a', '1'], ['X-A', ''], ['Set-Cookie', 'a'], ['Content-Type', 'text/plain'], ['*', 'star'], ['X-b', '3']
  ]
  const expose = (...values: string[]): HeaderLine[] => values.map((value) => ['access-control-expose-headers', value])
  const read = (credentials: CredentialsMode, tainting: ResponseTainting, ...values: string[]): string =>
    readableHeaders([...headers, ...expose(...values)], { credentials }, tainting, factsOf('standard')).map((line) => line.join('=')).join(' ')
  t.equal(read('omit', 'cors'), 'content-type=text/plain')
  t.equal(read('omit', 'cors', 'X-A,', ' ,x-b, set-cookie'), 'content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('same-origin', 'cors', 'x-a', 'x b'), 'content-type=text/plain', 'one malformed element exposes nothing')
  t.equal(read('omit', 'cors', 'x-c, *'),
    '*=star access-control-expose-headers=x-c, * content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('include', 'cors', '*, x-a'), '*=star content-type=text/plain x-a=1, ')
  t.equal(read('omit', 'basic'), '*=star content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('omit', 'opaque', '*'), '')
})

t.test('what is exposed of a list with a malformed element, and with credentials', async (t) => {
  const read = (engine: Engine, values: readonly string[], page: Partial<PageRequest> = {}): string => {
    const headers: HeaderLine[] = [
      ['Access-Control-Allow-Origin', page.credentials === 'include' ? PAGE : '*'], ['Access-Control-Allow-Credentials', 'true'],
      ...values.map((value): HeaderLine => ['Access-Control-Expose-Headers', value]), ['Accept', '1'], ['X-B', ''], ['X-B', '2'], ['X-C', ''], ['X-C', '']
    ]
    const { response } = simulate(page, [{ response: answer(200, ...headers) }], engine)
    return response!.headers.filter(([name]) => !name.startsWith('access-control-')).map(line => line.join('=')).join(' ')
  }
  t.equal(read('firefox', ['*, b c']), 'accept=1 x-b=2 x-c=')
  t.equal(read('firefox', ['*', 'b c']), 'accept=1 x-b=2 x-c=')
  t.equal(read('firefox', ['b c, *']), '')
  t.equal(read('firefox', ['b c, *, x-b']), '')
  t.equal(read('firefox', ['*, b c'], { api: 'xhr' }), '')
  t.equal(read('firefox', ['*, b c'], { credentials: 'include' }), '')
  t.equal(read('standard', ['*, b c']), '')
  t.equal(read('standard', ['*']), 'accept=1 x-b=, 2 x-c=, ')
  t.equal(read('safari', ['*'], { credentials: 'include' }), 'accept=1')
  t.equal(read('safari', ['x-c'], { credentials: 'include' }), 'x-c=, ')
  t.equal(read('standard', ['*'], { credentials: 'include' }), '')
})
