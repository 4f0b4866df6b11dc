/** Probes: TypeScript knows the keys of requests, responses are found by their requests, and findings with one key are reported once. */
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import { HttpClient } from '../../../lib/check/http-client.ts'
import { probe, type FindingDraft, type Kind, type ProbeRequest } from '../../../lib/check/probe.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import { family, get, getFromEach, preflight, preflightWith } from '../../../lib/check/requests.ts'
import { resolveTarget } from '../../../lib/check/target.ts'
import type { ServerResponse } from '../../../types/browser.ts'

const A = 'https://a.test'
const B = 'https://b.test'
const target = resolveTarget('https://api.test/', { allowedOrigins: [A, B] })
const kind: Kind = { why: '', recommendation: '', source: '' }
const response = (status: number): ServerResponse => ({ status, headers: [] })

/** Responses by the values of `Origin`, or by the URL. */
function responder (statuses: Readonly<Record<string, number>>) {
  return ({ url, headers }: ProbeRequest): ServerResponse | undefined => {
    const status = statuses[url ?? headers[0]?.[1] ?? 'plain']
    return status === undefined ? undefined : response(status)
  }
}

t.test('get and preflight send the header lines of a browser', async t => {
  t.strictSame(get(), { method: 'GET', headers: [] })
  t.strictSame(get(A, { repeat: 1 }), { method: 'GET', headers: [['Origin', A]], repeat: 1 })
  const lines = [['Origin', A], ['Access-Control-Request-Method', 'PUT']]
  t.strictSame(preflight(A, 'PUT'), { method: 'OPTIONS', headers: lines })
  t.strictSame(preflight(A, 'PUT', ['X-B', 'a']), { method: 'OPTIONS', headers: [...lines, ['Access-Control-Request-Headers', 'a,x-b']] })
  t.strictSame(preflightWith(A, 'PUT', ['X', 'B, a']), { method: 'OPTIONS', headers: [...lines, ['X', 'B, a']] })
})

t.test('a probe plans requests in order, and judges the responses to its requests', async t => {
  const judged: unknown[] = []
  const made = probe({
    id: 'p',
    title: 'p',
    area: 'access',
    kinds: { 'a-kind': kind },
    plan: ({ allowed }) => ({ plain: get(), origins: getFromEach(allowed), unsent: allowed.length > 5 ? get() : undefined }),
    followUps: (_target, { plain, origins }) => ({
      more: plain?.status === 200 ? get(undefined, { url: 'more' }) : undefined,
      pairs: family([...origins].map(([origin, { status }]) => ({ origin, status })), ({ origin, status }) => get(undefined, { url: `${origin}/${status}` }))
    }),
    judge (_target, { plain, origins, unsent, more, pairs }, report) {
      judged.push(plain?.status, [...origins].map(([origin, { status }]) => [origin, status]), unsent, more?.status, [...pairs].map(([{ origin }, { status }]) => [origin, status]))
      report('a-kind', { severity: 'info', message: '', expected: [], evidence: [plain!] })
    }
  })
  const requests = [get(), get(A), get(B)]
  t.strictSame(made.plan(target), requests)
  t.equal(made.skip(target), null)
  const respond = responder({ plain: 200, [B]: 404, more: 500, [`${B}/404`]: 204 })
  t.strictSame(made.followUps(target, respond), [get(undefined, { url: 'more' }), get(undefined, { url: `${B}/404` })])
  t.strictSame(made.followUps(target, () => undefined), [])
  const found: Array<[string, FindingDraft]> = []
  made.judge(target, respond, (...one) => found.push(one))
  t.strictSame(judged, [200, [[B, 404]], undefined, 500, [[B, 204]]])
  t.strictSame(found, [['a-kind', { severity: 'info', message: '', expected: [], evidence: [response(200)] }]])
})

t.test('TypeScript rejects unknown keys and ids', async t => {
  probe({
    id: 'p',
    title: 'p',
    area: 'access',
    kinds: { 'a-kind': kind },
    plan: () => ({ plain: get(), origins: getFromEach([A]) }),
    followUps (_target, responses) {
      // @ts-expect-error: A typo in the key of a request.
      String(responses.plian)
      return { more: get() }
    },
    judge (_target, responses, report) {
      // @ts-expect-error: A typo in the key of a follow-up request.
      String(responses.mroe)
      // @ts-expect-error: The keys of this family are origins.
      responses.origins.get(1)
      // @ts-expect-error: The request may have no response.
      String(responses.more.status)
      const evidence = [response(200)] as const
      // @ts-expect-error: A typo in the id of a finding.
      report('a-knid', { severity: 'info', message: '', expected: [], evidence })
      // @ts-expect-error: A finding without evidence.
      report('a-kind', { severity: 'info', message: '', expected: [], evidence: [] })
    }
  })
  t.end()
})

t.test('probes that share an id of findings share its text', async t => {
  const kinds = new Map<string, Kind>()
  for (const [id, kind] of PROBES.flatMap(probe => Object.entries(probe.kinds))) {
    t.equal(kinds.get(id) ?? kind, kind, id)
    kinds.set(id, kind)
  }
})

t.test('a finding has the exchanges of its evidence, and its key is reported once for each probe', async t => {
  const send = HttpClient.prototype.send
  t.teardown(() => { HttpClient.prototype.send = send })
  HttpClient.prototype.send = async ({ headers }) => ({
    response: { status: 200, headers: [...headers.filter(([name]) => name === 'Origin').map(([, origin]) => ['access-control-allow-origin', origin] as const), ['access-control-allow-credentials', 'True']] }
  })
  const { findings } = await checkEndpoint('https://api.test/', { allowedOrigins: [A] })
  const reflected = findings.find(({ id }) => id === 'origin-reflected')!
  t.strictSame(reflected.exchanges.map(({ request, response }) => [request.headers[0]![1], response!.headers[0]![1]]),
    target.untrusted.toReversed().map(origin => [origin, origin]))
  t.strictSame(reflected.actual, ['status 200', `access-control-allow-origin: ${target.untrusted[0]}`, 'access-control-allow-credentials: True'])
  t.equal(findings.filter(({ id }) => id === 'allow-credentials-is-not-true').length, 1)
  t.strictSame(findings.filter(({ area }) => area === 'access').map(({ id }) => id), ['origin-reflected'], 'no other probe of origins reports the same access')
})
