/** The dashboard and the alert rules of the examples: their form, their queries, and that the recipe of the guide has what they query. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import Fastify from 'fastify'
import { Counter, Registry } from 'prom-client'
import t from 'tap'
import { parse } from 'yaml'
import { corsPlugin } from '../../lib/index.ts'
import { PolicyPool } from '../../lib/routes/policy-pool.ts'
import type { CorsDecisionEvent, CorsUndecidedEvent } from '../../types/decision-event.ts'
import { blocksOf } from './readme/blocks.ts'

const root = new URL('../..', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const alerts: { readonly groups: ReadonlyArray<{ readonly name: string, readonly rules: readonly Rule[] }> } = parse(read('examples/monitoring/alerts.yml'))
const dashboard = JSON.parse(read('examples/monitoring/grafana-dashboard.json'))

/** What a query names: metrics, labels, and the reasons in matchers. Throws for a query that is not PromQL. */
function namesIn (query: string): { readonly metrics: Set<string>, readonly labels: Set<string>, readonly values: Map<string, Set<string>> } {
  // Variables of Grafana stand for a duration or for a value.
  const text = query.replaceAll(/\$__(?:rate_interval|range)/g, '5m').replaceAll('$policy', 'any')
  const [metrics, labels, values] = [new Set<string>(), new Set<string>(), new Map<string, Set<string>>()]
  let label = ''
  parser.parse(text).iterate({
    enter ({ name, from, to }) {
      const part = text.slice(from, to)
      if (name === '⚠') throw new SyntaxError(`${query} is not PromQL at ${from}`)
      if (name === 'Identifier') metrics.add(part)
      if (name === 'LabelName') labels.add(label = part)
      if (name === 'StringLiteral') {
        const known = values.get(label) ?? new Set()
        for (const value of part.slice(1, -1).split('|')) known.add(value)
        values.set(label, known)
      }
    }
  })
  return { metrics, labels, values }
}

const queries: string[] = [
  ...alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ...dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr))
]

t.test('the guide has the alert rules, without their texts', t => {
  const block = blocksOf(read('docs/guides/metrics.md')).find(({ language }) => language === 'yaml')!
  const groups = alerts.groups.map(({ name, rules }) => ({ name, rules: rules.map(({ annotations, ...rule }) => rule) }))
  t.strictSame(parse(block.text), { groups })
  t.end()
})

t.test('every query is PromQL about the counter of the guide, with its labels, kinds and reasons', async t => {
  t.throws(() => namesIn('sum(rate(x[5m]) by'), SyntaxError)
  const registry = new Registry()
  const decisions = new Counter({
    name: 'cors_decisions_total', help: 'CORS decisions.', labelNames: ['policy', 'kind', 'reason', 'route'], registers: [registry]
  })
  const count = (message: unknown) => {
    const { policy, kind, reason, route } = message as CorsDecisionEvent | CorsUndecidedEvent
    decisions.inc({ policy, kind, reason, route })
  }
  const channels = ['decision', 'undecided'].map((name) => `fastify-cors-policy:${name}`)
  for (const channel of channels) subscribe(channel, count)
  t.teardown(() => { for (const channel of channels) unsubscribe(channel, count) })
  const app = Fastify()
  app.register(corsPlugin, { origins: ['https://app.example.com'] })
  await app.inject({ url: '/', headers: { origin: 'https://app.example.com' } })
  const [metric] = await registry.getMetricsAsJSON() as unknown as [{ name: string, values: { labels: object }[] }]
  const labels = Object.keys(metric.values[0]!.labels)
  const { counters } = new PolicyPool().serve({} as never, { origins: '*' }, 'any')
  t.ok(queries.length >= 10)
  for (const query of queries) {
    const names = namesIn(query)
    t.strictSame([...names.metrics], [metric.name], query)
    for (const label of names.labels) t.ok(labels.includes(label), `${label} in ${query}`)
    for (const reason of names.values.get('reason') ?? []) t.ok(reason in counters.actual, `${reason} in ${query}`)
    for (const kind of names.values.get('kind') ?? []) t.ok(kind in counters, `${kind} in ${query}`)
  }
})

t.test('every reason of a refusal has an alert, and a panel of the dashboard', t => {
  const { counters } = new PolicyPool().serve({} as never, { origins: '*' }, 'any')
  const refusals = Object.keys(counters.actual).filter((reason) => !['any-origin-allowed', 'origin-allowed', 'no-origin'].includes(reason))
  const alerting = alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => [...namesIn(expr).values.get('reason')!]))
  t.strictSame(alerting.flat().sort(), refusals.sort(), 'each in one alert')
  const panels = dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => [...namesIn(expr).values.get('reason') ?? []].sort().join()))
  for (const reasons of alerting.slice(0, 2)) t.ok(panels.includes(reasons.sort().join()), `a panel counts ${reasons.join()}`)
  t.end()
})

t.test('the alert rules have the form that Prometheus loads, and the guide names them', t => {
  t.strictSame(Object.keys(alerts), ['groups'])
  const guide = read('docs/guides/metrics.md')
  for (const group of alerts.groups) {
    t.strictSame(Object.keys(group), ['name', 'rules'])
    for (const rule of group.rules) {
      t.strictSame(Object.keys(rule), ['alert', 'expr', 'for', 'labels', 'annotations'])
      t.match(rule.for, /^\d+m$/)
      t.strictSame(Object.keys(rule.labels), ['severity'])
      t.match(rule.labels['severity'], /^(critical|warning|info)$/)
      t.strictSame(Object.keys(rule.annotations), ['summary', 'description'])
      t.match(guide, `\`${rule.alert}\``)
      const used = [...rule.annotations['summary']!.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!)
      for (const label of used) t.match(rule.expr, new RegExp(`by \\([^)]*\\b${label}\\b`), `${rule.alert} has ${label}`)
    }
  }
  t.end()
})

t.test('the dashboard has what Grafana needs to import it, and panels that do not overlap', t => {
  t.match(dashboard, { title: 'CORS', uid: /^[\w-]{1,40}$/, schemaVersion: Number, time: { from: String, to: String }, templating: { list: Array } })
  const ids = dashboard.panels.map(({ id }: { id: number }) => id)
  t.equal(new Set(ids).size, ids.length)
  const cells = new Set<string>()
  for (const { title, description, type, gridPos: { x, y, w, h }, targets, fieldConfig } of dashboard.panels) {
    t.match(type, /^(stat|timeseries|table)$/, title)
    t.match(description, /\.$/)
    t.match(targets, [{ refId: 'A', datasource: { type: 'prometheus', uid: '${datasource}' } }]) // oxlint-disable-line no-template-curly-in-string
    t.match(fieldConfig, { defaults: { unit: /^(percentunit|short|reqps)$/ } })
    t.ok(x + w <= 24, title)
    for (let i = x; i < x + w; i++) {
      for (let j = y; j < y + h; j++) {
        t.notOk(cells.has(`${i} ${j}`), `${title} at ${i} ${j}`, { skip: false })
        cells.add(`${i} ${j}`)
      }
    }
  }
  const variables = new Set(dashboard.templating.list.map(({ name }: { name: string }) => name))
  for (const [, name] of JSON.stringify(dashboard).matchAll(/\$\{?([a-z]\w*)/g)) t.ok(variables.has(name), `the variable ${name}`)
  t.end()
})

t.test('the recipe for Prometheus has at most six lines', t => {
  const [, recipe] = /\n(const decisions = [^]*?\nfor [^\n]*)\n/.exec(read('docs/guides/metrics.md')) ?? []
  t.ok(recipe!.split('\n').length <= 6)
  t.end()
})
