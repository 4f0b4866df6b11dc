/** What the figures must be, so that a change which makes something slow is seen as one. */
import type { ExchangeName } from './exchange.ts'
import type { Figures, PartName } from './figures.ts'
import { rounded } from './measure.ts'
import type { ContenderName } from './setting.ts'
import { ADDITIONS } from './startup.ts'

export interface Bar {
  readonly what: string
  readonly most: number
  readonly unit: '' | 'bytes'
  /** The part that measures it. */
  readonly part: PartName
  /** Whether it is known to be missed, for the reasons in the README. A miss of any other bar is an error. */
  readonly isGoal?: true
  readonly value: (figures: Figures) => number
}

/** The value of a row that must be there. */
function only<Row> (rows: readonly Row[], isIt: (row: Row) => boolean): Row {
  const found = rows.filter(isIt)
  if (found.length !== 1) throw new Error(`${found.length} rows of figures where there should be one`)
  return found[0]!
}

const added = (exchange: ExchangeName) => ({ request }: Figures) =>
  only(request.contenders, row => row.contender === 'plugin' && row.exchange === exchange).added.median

const routes = (exchange: ExchangeName) => ({ request }: Figures) =>
  only(request.routes, row => row.contender === 'plugin' && row.exchange === exchange && row.routes === 1_000).total.median

const fromSource = (from: 'snapshot' | 'lookup' | 'clock') => ({ request }: Figures) => only(request.sources, row => row.from === from).total.median

const cpuTime = (exchange: ExchangeName, contender: ContenderName) => ({ server }: Figures) =>
  only(server, row => row.contender === contender && row.exchange === exchange).cpuTime.median

export const BARS: readonly Bar[] = [
  { what: 'actual request, 5 origins: added ÷ added by the hook', most: 1.1, unit: '', part: 'request', value: added('actual request') },
  { what: 'preflight, 5 origins: added ÷ added by the hook', most: 1.1, unit: '', part: 'request', value: added('preflight') },
  {
    what: 'request without `Origin`: added ÷ added by the hook',
    most: 1.8,
    unit: '',
    part: 'request',
    value: added('request without `Origin`')
  },
  {
    what: 'actual request, 1,000,000 exact origins ÷ 5',
    most: 1.1,
    unit: '',
    part: 'request',
    value: ({ request }) => only(request.origins, row => row.contender === 'plugin' && row.origins === 1_000_000 && !row.fromAny).total.median
  },
  ...(['subdomains', 'label'] as const).map((kind): Bar => ({
    what: kind === 'label' ? 'actual request, 10,000 patterns with a star inside a label ÷ 1' : 'actual request, 10,000 patterns for subdomains ÷ 1',
    most: kind === 'label' ? 1.15 : 1.2,
    unit: '',
    part: 'request',
    value: ({ request }) => only(request.wildcards, row => row.kind === kind && row.wildcards === 10_000).total.median
  })),
  ...(['snapshot', 'lookup'] as const).map((from): Bar => ({
    what: `actual request, 1,000 origins of a source from memory (${from}) ÷ the same origins in the policy`,
    most: 1.05,
    unit: '',
    part: 'request',
    isGoal: true,
    value: fromSource(from)
  })),
  ...(['snapshot', 'lookup'] as const).map((from): Bar => ({
    what: `the same (${from}) ÷ what reading the clock costs the hook`,
    most: 1.05,
    unit: '',
    part: 'request',
    value: (figures) => rounded(fromSource(from)(figures) / fromSource('clock')(figures))
  })),
  ...(['actual request', 'preflight'] as const).flatMap(exchange => (['default', 'opentelemetry'] as const).map((reports): Bar => ({
    what: `${exchange}, allowed, ${reports === 'default' ? 'reported by default' : 'reported to OpenTelemetry'} ÷ with \`logLevel: 'silent'\``,
    most: reports === 'default' ? 1.02 : 1.15,
    unit: '',
    part: 'request',
    value: ({ request }) => only(request.reports, row => row.exchange === exchange && row.reports === reports).total.median
  }))),
  { what: 'actual request, 1,000 routes with 50 policies ÷ 1 route', most: 1.1, unit: '', part: 'request', value: routes('actual request') },
  { what: 'preflight, 1,000 routes with 50 policies ÷ 1 route', most: 1.1, unit: '', part: 'request', value: routes('preflight') },
  {
    what: 'decision on 16 KiB of a hostile header ÷ on a normal one',
    most: 1,
    unit: '',
    part: 'decide',
    value: ({ decide }) => Math.max(...decide.hostile.filter(({ isLong }) => isLong).map(({ time }) => time.median))
  },
  {
    what: 'memory that a decision on an exact origin takes',
    most: 0,
    unit: 'bytes',
    part: 'decide',
    value: ({ decide }) => only(decide.memory, ({ request }) => request === 'an exact origin').bytes
  },
  {
    what: 'validate and compile 1,000,000 origins ÷ construct a `Map` of them',
    most: 6,
    unit: '',
    part: 'startup',
    value: ({ startup }) => only([startup.compiled], ({ origins }) => origins === 1_000_000).time.median
  },
  { what: 'memory for each exact origin, beside its text', most: 150, unit: 'bytes', part: 'startup', value: ({ startup }) => startup.memory },
  { what: 'CPU time of the import ÷ that of Fastify', most: 0.35, unit: '', part: 'startup', value: ({ startup }) => startup.imported.median },
  ...ADDITIONS.map(({ what }): Bar => ({
    what: `CPU time that ${what} adds to the boot of 1,000 routes ÷ Fastify's own \`ready()\``,
    most: 1,
    unit: '',
    part: 'startup',
    value: ({ startup }) => only(startup.boot, row => row.what === what).added.median
  })),
  { what: 'actual request over a socket: CPU time ÷ that with the hook', most: 1.05, unit: '', part: 'server', value: cpuTime('actual request', 'plugin') },
  { what: 'preflight over a socket: CPU time ÷ that with the hook', most: 1.05, unit: '', part: 'server', isGoal: true, value: cpuTime('preflight', 'plugin') }
]

export interface Result {
  readonly what: string
  readonly most: string
  readonly value: string
  readonly isMet: boolean
  /** Whether nothing is wrong if it is not met. */
  readonly isGoal: boolean
}

/** Each bar with what was measured, if its part was. */
export function measuredBars (figures: Partial<Figures>): Result[] {
  return BARS.filter(({ part }) => figures[part] !== undefined).map(({ what, most, unit, isGoal = false, value }) => {
    const measured = value(figures as Figures)
    const write = (number: number) => unit === '' ? String(number) : `${number} ${unit}`
    return { what, most: write(most), value: write(measured), isMet: measured <= most, isGoal }
  })
}
