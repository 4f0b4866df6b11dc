/** Checks servers of several frameworks: each has one fault, or none. */
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import { withExplained } from '../../../lib/check/diagnosis.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import type { CheckOptions } from '../../../types/check.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { checkBy } from './check-by.ts'
import { firstOfEach } from './first-of-each.ts'
import { correctServers } from './servers/correct.ts'
import { APP, faultyServers, OPTIONS, POLICY, type Row } from './servers/faulty.ts'
import { withPolicy } from './servers/packages.ts'
import { HOST, PATH } from './servers/running.ts'

/** The probes of access and preflights. Other probes have their own tests. */
const TESTED = ['allowed-origins', 'untrusted-origins', 'dangerous-origins', 'origin-confusion', 'policy-drift-origins',
  'preflights', 'preflight-untrusted-origin', 'preflight-overpermissive', 'preflight-parsing', 'plain-options', 'policy-drift']

async function check<Report> ({ server, options = {}, host }: Omit<Row, 'expected'>, send: (url: string, given: CheckOptions) => Promise<Report>): Promise<Report> {
  const given = Object.fromEntries(Object.entries({ ...OPTIONS, ...host !== undefined && { resolve: HOST }, ...options }).filter(([, value]) => value !== undefined)) as CheckOptions
  const running = await server(given.allowedOrigins === undefined || given.allowedOrigins.length === 0 ? [APP] : given.allowedOrigins)
  try {
    return await send(`http://${host ?? HOST}:${running.port}${PATH}`, given)
  } finally {
    await running.close()
  }
}

/** These servers have no certificate, which is a fault under a host name. */
const UNDER_A_HOST = ['mixed-content', 'plain-http']

const found = new Map<string, string[]>()

const FRAMEWORKS = new Set(['plugin', '@fastify/cors', 'cors', 'hono/cors', 'nginx'])

/** The first word of a name is the kind of server. */
const kindOf = (name: string): string => /^[^\s,:]+/.exec(name)![0]

/** Whether pages are blocked, for which other probes name the cause. */
const isBlocked = ({ expected }: Row): boolean => expected.includes('error allowed-origin-is-blocked')

/** A row for each finding, one or two for each kind of server that is no `node:http`, and one for each part of a policy that a server does not follow. */
const faulty = firstOfEach(faultyServers, row => {
  const kind = kindOf(row.name)
  return [...row.expected, ...FRAMEWORKS.has(kind) ? [kind, `${kind}, blocked: ${isBlocked(row)}`] : [], ...kind === 'drift' ? [row.name] : []]
})

for (const row of faulty) {
  t.test(`the fault is reported: ${row.name}`, async t => {
    const { findings } = await check(row, (url, given) => isBlocked(row) ? checkEndpoint(url, given) : checkBy(TESTED, url, given))
    const ours = withExplained(findings).filter(({ probe }) => TESTED.includes(probe))
    for (const { probe, id } of ours) found.set(probe, [...found.get(probe) ?? [], id])
    const actual = [...new Set(ours.map(({ severity, id }) => `${severity} ${id}`))].sort()
    t.strictSame(actual, [...row.expected].sort(), ours.map(({ message }) => message).join(' | '))
  })
}

/** The listed origins of other forms than usual. */
const unusualOf = ({ allowedOrigins = [] }: CheckOptions): readonly string[] => allowedOrigins.filter(origin => !/^https:\/\/[a-z.]+$/.test(origin))

/** A row for each kind of server, for each option of the check, for each kind of policy, and for each form of an origin. */
const correct = firstOfEach(correctServers, ({ name, options = {}, host }) => [kindOf(name), String(host), ...Object.keys(options), typeof options.policy?.origins, ...unusualOf(options)])

for (const row of correct) {
  t.test(`no fault is reported: ${row.name}`, async t => {
    const { findings, probes } = await check(row, checkEndpoint)
    const known = row.host === undefined ? [] : UNDER_A_HOST
    t.strictSame(findings.filter(({ severity, id }) => severity !== 'info' && !known.includes(id)).map(({ id, message }) => [id, message]), [])
    t.ok(probes.some(({ skipped }) => skipped === null))
  })
}

t.test('no fault is reported for any maximum number of requests', async t => {
  const policy: CorsPolicyDocument = { origins: [APP, 'https://*.partner.example'], ...POLICY }
  const running = await withPolicy(() => policy)([])
  t.teardown(() => running.close())
  for (const maxRequests of isLong ? Array.from({ length: 120 }, (_, i) => i + 1) : [1, 2, 5, 20, 60, 100]) {
    const { findings, requests } = await checkEndpoint(`http://${HOST}:${running.port}${PATH}`, { rate: 100_000, policy, maxRequests })
    t.ok(requests <= maxRequests)
    t.strictSame(findings.filter(({ severity, probe }) => severity !== 'info' && TESTED.includes(probe)).map(({ id }) => id), [], `${maxRequests} requests`)
  }
})

t.test('every kind of finding of these probes is reported by its own probe', async t => {
  for (const id of TESTED) t.strictSame([...new Set(found.get(id))].sort(), Object.keys(PROBES.find(probe => probe.id === id)?.kinds ?? {}).sort(), id)
})
