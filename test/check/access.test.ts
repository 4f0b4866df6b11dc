/** How far origins should get, and what is said where they do not. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { checkEndpoint } from '../../lib/check.ts'
import { ANONYMOUS, NO_ACCESS, WITH_CREDENTIALS, wantedAccess } from '../../lib/check/access.ts'
import { targetOf } from '../../lib/check/target.ts'

const A = 'https://a.test'
const B = 'https://b.test'

t.test('listed origins may do all, unless a policy says how far they get', async t => {
  const url = 'http://localhost/'
  for (const [options, origin, access] of [
    [{ allow: [A] }, A, WITH_CREDENTIALS],
    [{ allow: [A] }, B, NO_ACCESS],
    [{ policy: { origins: [A] } }, A, ANONYMOUS],
    [{ policy: { origins: [A], credentials: true } }, A, WITH_CREDENTIALS],
    [{ policy: { origins: [A] } }, B, NO_ACCESS],
    [{ policy: { origins: [A], routes: { '/off': false } }, route: '/off' }, A, NO_ACCESS]
  ] as const) t.equal(wantedAccess(targetOf(url, options), origin), access)
})

t.test('a listed origin that gets in without the credentials that the policy grants is told of once', async t => {
  const server = createServer(({ headers: { origin } }, response) => {
    response.setHeader('vary', 'origin')
    if (origin === A) response.setHeader('access-control-allow-origin', A)
    response.end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const ids = async (credentials?: boolean) => {
    const { findings } = await checkEndpoint(url, { policy: { origins: [A], credentials: true }, ...credentials !== undefined && { credentials } })
    return findings.filter(({ subject, severity }) => subject.includes(A) && severity !== 'info').map(({ id }) => id)
  }
  t.ok((await ids()).includes('allowed-origin-is-blocked'))
  t.notOk((await ids(false)).includes('allowed-origin-is-blocked'), 'pages that send none read it')
})
