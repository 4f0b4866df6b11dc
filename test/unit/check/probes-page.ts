/** The probes → the page that explains them. */
import type { CheckArea, CheckOptions, CheckRequest } from '../../../types/check.ts'
import { PROBES } from '../../../lib/check/probes/index.ts'
import type { Probe } from '../../../lib/check/probe.ts'
import { targetOf } from '../../../lib/check/target.ts'
import { escapeText } from '../../../lib/text/escape.ts'
import { table, wrapped } from '../../markdown.ts'
import { PLAN, type Asked } from '../../integration/check/plan.ts'

const AREAS: Readonly<Record<CheckArea, string>> = {
  access: 'Who may read',
  preflight: 'Preflights',
  syntax: 'Syntax',
  caching: 'Caches',
  errors: 'Errors',
  security: 'Security'
}

const URL_ = 'https://api.example.com/orders'

/** An endpoint for which every probe has something to ask. */
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

What \`check\` asks of an endpoint, and what it finds: made of the probes beside this page, which hold all that is said here. A probe is
requests, as data, and a judgement of the answers by the model of the browser. Equal requests of several probes are sent once.

The requests that are shown are those that come first for \`${URL_}\`, where
\`https://app.example.com\` should be let in, with credentials, \`PUT\` and two headers of its own; some probes ask more when these
are answered. What goes with every request but preflights, as \`Cookie\`, is not shown.

## The plan

${Object.entries(PLAN).map(([subject, rows]) => `### ${subject}\n\n${table(['What is looked at', 'By'], rows.map(([what, asked]) => [what, askedText(asked)]))}`).join('\n')}
${Object.entries(AREAS).map(([area, heading]) => `## ${heading}\n\n${PROBES.filter(probe => probe.area === area).map(partOf).join('\n')}`).join('\n')}`
}

function partOf (probe: Probe): string {
  const { id, title, kinds } = probe
  return `### Probe \`${id}\`

${upperFirst(title)}.

\`\`\`text
${requestsOf(probe).map(requestText).join('\n')}
\`\`\`

${Object.entries(kinds).map(([kind, { why, recommendation, source }]) =>
  isFirst(probe, kind) ? `#### ${kind}\n\n${wrapped(why)}\n\n**What to do.** ${wrapped(recommendation)}\n\n<${source}>\n` : `It may also find [\`${kind}\`](#${kind}).\n`).join('\n')}`
}

/** A kind of finding that several probes have is explained at the first. */
function isFirst (probe: Probe, kind: string): boolean {
  return PROBES.toSorted((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area)).find(({ kinds }) => kind in kinds) === probe
}

const areas = Object.keys(AREAS)

function requestsOf (probe: Probe): readonly CheckRequest[] {
  const target = targetOf(URL_, EXAMPLE)
  if ((probe.skip?.(target) ?? null) !== null) throw new Error(`${probe.id} has nothing to ask of the example`)
  return Object.values(probe.plan(target)).map(({ method, url = URL_, headers, body }) => ({ method, url, headers, ...body !== undefined && { body } }))
}

/** A line each: what is long is cut. */
function requestText ({ method, url, headers, body }: CheckRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value.length > 60 ? `${value.slice(0, 50)}… (${value.length} bytes)` : value}`)
  const parts = [`${method} ${url.slice('https://api.example.com'.length)}`, ...lines, ...body === undefined ? [] : [`${body.text.length * body.times} bytes of ${JSON.stringify(body.text)}`]]
  return escapeText(parts.join('  '))
}

function askedText (asked: Asked): string {
  if ('none' in asked) return `nobody: ${asked.none}`
  const probes = [asked.probe].flat().map(id => `[\`${id}\`](#probe-${id})`).join(', ')
  return 'but' in asked ? `${probes}, ${asked.but}` : probes
}

function upperFirst (text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
