/** Generates the page that documents the probes. */
import type { CheckArea, CheckOptions, CheckRequest } from '../../../types/check.ts'
import { CAUSE_RULES } from '../../../lib/check/diagnosis.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import type { Probe } from '../../../lib/check/probe.ts'
import { resolveTarget } from '../../../lib/check/target.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import { table, wrapped } from '../../markdown.ts'
import { PLAN, type Coverage } from '../../integration/check/plan.ts'

const AREAS: Readonly<Record<CheckArea, string>> = {
  access: 'Access',
  preflight: 'Preflights',
  syntax: 'Syntax',
  caching: 'Caches',
  errors: 'Errors',
  security: 'Security'
}

const URL_ = 'https://api.example.com/orders'

/** Options with which no probe is skipped. */
const EXAMPLE: CheckOptions = {
  allowedOrigins: ['https://app.example.com'],
  credentials: true,
  methods: ['GET', 'PUT'],
  requestHeaders: ['content-type', 'x-trace'],
  headers: { Cookie: 'session=1' },
  errorPath: '/broken',
  errorMethod: 'PUT',
  webSocket: true,
  policy: { origins: ['https://app.example.com', 'https://*.partner.example'], credentials: true, methods: ['PUT'], allowedHeaders: ['content-type', 'x-trace'] }
}

export function probesPage (): string {
  return `# Probes

The probes of \`check\` and their findings. This page is generated from the source code of the probes. A probe consists of requests, as
data, and a function that evaluates the responses with the browser model. Equal requests of several probes are sent once.

Each probe lists its first requests for \`${URL_}\`, with
\`https://app.example.com\` as an allowed origin whose pages send credentials, \`PUT\` and two request headers. Some probes send more
requests that depend on the responses. Headers of the user, such as \`Cookie\`, are not shown; they are sent with every request except
preflights.

## The plan

${Object.entries(PLAN).map(([subject, rows]) => `### ${subject}\n\n${table(['What is checked', 'Probe'], rows.map(([what, coverage]) => [what, coverageText(coverage)]))}`).join('\n')}
## Causes

Findings follow from each other: if a proxy removes \`Origin\`, the page is blocked, its preflight fails, and \`HEAD\` fails too. The report has
one finding for each cause, which lists what it explains. This table is in the order in which the check looks for causes, and a finding
follows from the first cause that explains it. Further findings of one kind also follow from the first of them.

${table(['Cause', 'Explains'], CAUSE_RULES.map(({ cause, explains }) => [linkTo(cause), explains === 'everything' ? 'everything: the other probes are not run' : [...explains].filter(id => id !== cause).sort().map(linkTo).join(', ')]))}
${Object.entries(AREAS).map(([area, heading]) => `## ${heading}\n\n${PROBES.filter(probe => probe.area === area).map(partOf).join('\n')}`).join('\n')}`
}

function linkTo (id: string): string {
  return `[\`${id}\`](#${id})`
}

function partOf (probe: Probe): string {
  const { id, title, kinds } = probe
  return `### Probe \`${id}\`

${upperFirst(title)}.

\`\`\`text
${requestsOf(probe).map(requestText).join('\n')}
\`\`\`

${Object.entries(kinds).map(([kind, { why, recommendation, source }]) =>
  isFirst(probe, kind) ? `#### ${kind}\n\n${wrapped(why)}\n\n**Recommendation.** ${wrapped(recommendation)}\n\n<${source}>\n` : `It may also report [\`${kind}\`](#${kind}).\n`).join('\n')}`
}

/** Whether the probe is the first with this kind of finding, which is documented only once. */
function isFirst (probe: Probe, kind: string): boolean {
  return PROBES.toSorted((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area)).find(({ kinds }) => kind in kinds) === probe
}

const areas = Object.keys(AREAS)

function requestsOf (probe: Probe): readonly CheckRequest[] {
  const target = resolveTarget(URL_, EXAMPLE)
  if (probe.skip(target) !== null) throw new Error(`${probe.id} is skipped for the example`)
  return probe.plan(target).map(({ method, url = URL_, headers, body }) => ({ method, url, headers, ...body !== undefined && { body } }))
}

/** Formats a request as one line. Long values are truncated. */
function requestText ({ method, url, headers, body }: CheckRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value.length > 60 ? `${value.slice(0, 50)}… (${value.length} bytes)` : value}`)
  const parts = [`${method} ${url.slice('https://api.example.com'.length)}`, ...lines, ...body === undefined ? [] : [`${body.text.length * body.times} bytes of ${JSON.stringify(body.text)}`]]
  return escapeText(parts.join('  '))
}

function coverageText (coverage: Coverage): string {
  if ('none' in coverage) return `not checked: ${coverage.none}`
  const probes = [coverage.probe].flat().map(id => `[\`${id}\`](#probe-${id})`).join(', ')
  return 'but' in coverage ? `${probes}, ${coverage.but}` : probes
}

function upperFirst (text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
