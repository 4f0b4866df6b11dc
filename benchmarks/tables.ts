/** Figures → the tables of the README, by the name of the part that they are written into. */
import { measuredBars } from './bars.ts'
import type { Comparison } from './compare.ts'
import { figuresOf, type Figures, type KeptFigures, type PartName } from './figures.ts'
import type { Summary } from './measure.ts'

function show ({ median, lower, upper }: Summary): string {
  return median === lower && median === upper ? String(median) : `${median} (${lower} to ${upper})`
}

const number = (value: number) => value.toLocaleString('en-US')

function table (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}

const ANSWERING = { snapshot: 'a snapshot', lookup: 'recent look-ups', clock: 'for comparison: the hook, if it reads the clock' } as const

type Tables = { readonly [Name in PartName]: (figures: Figures[Name]) => Readonly<Record<string, string>> }

const tables: Tables = {
  request: ({ contenders, origins, wildcards, sources, routes, reports }) => ({
    'a request': table(
      ['request', 'contender', '÷ without CORS', 'added ÷ added by the hook'],
      contenders.map(({ exchange, contender, total, added }) => [exchange, contender, show(total), show(added)])
    ),
    origins: table(
      ['contender', 'exact origins', 'requests come from', '÷ itself with the fewest', 'added ÷ added by the hook'],
      origins.map(({ contender, origins, fromAny, total, added }) => {
        return [contender, number(origins), fromAny ? 'any of them' : 'the last', show(total), show(added)]
      })
    ),
    wildcards: table(
      ['the star is', 'patterns', '÷ with one'],
      wildcards.map(({ kind, wildcards, total }) => [kind === 'label' ? 'inside a label' : 'the first label', number(wildcards), show(total)])
    ),
    sources: table(
      ['origins of a source, from memory', '÷ the same origins in the policy'],
      sources.map(({ from, total }) => [ANSWERING[from], show(total)])
    ),
    routes: table(
      ['request', 'contender', 'routes', '÷ with one'],
      routes.map(({ exchange, contender, routes, total }) => [exchange, contender, number(routes), show(total)])
    ),
    reports: table(
      ['request', 'what is reported', '÷ with `logLevel: \'silent\'`'],
      reports.map(({ exchange, reports, total }) => [exchange, reports === 'default' ? 'by default' : 'to OpenTelemetry too', show(total)])
    )
  }),
  server: rows => ({
    sockets: table(
      ['request', 'contender', 'CPU time ÷ with the hook', 'throughput ÷ with the hook'],
      rows.map(({ exchange, contender, cpuTime, throughput }) => [exchange, contender, show(cpuTime), show(throughput)])
    )
  }),
  decide: ({ hostile, memory }) => ({
    decisions: table(
      ['value', 'length', 'compared with', 'time ÷ time of that'],
      hostile.map(({ value, against, isLong, time }) => [value, isLong ? '16 KiB' : 'an origin\'s', against, show(time)])
    ),
    memory: table(['decision on', 'bytes that it takes'], memory.map(({ request, bytes }) => [request, number(bytes)]))
  }),
  startup: ({ imported, compiled, memory, ready, boot }) => ({
    'the start': table(['what', 'measured'], [
      ['CPU time of `import \'fastify-cors-policy\'` after `import \'fastify\'` ÷ that of the latter', show(imported)],
      [`CPU time to validate and compile ${number(compiled.origins)} origins ÷ to construct a \`Map\` of them`, show(compiled.time)],
      ['memory for each exact origin, beside its text', `${number(memory)} bytes`],
      ...ready.map(({ routes, time }) => [`CPU time until \`ready()\` with ${number(routes)} routes ÷ without the plugin`, show(time)]),
      ...boot.map(({ what, added }) => [`CPU time that ${what} adds to the boot of 1,000 routes ÷ Fastify's own \`ready()\``, show(added)])
    ])
  })
}

/** The tables of one part. */
export function tablesOf<Name extends PartName> (name: Name, figures: Figures[Name]): Map<string, string> {
  return new Map(Object.entries(tables[name](figures)))
}

/** Everything that is generated in the README. */
export function generatedParts (kept: KeptFigures): Map<string, string> {
  const parts = Object.keys(tables) as PartName[]
  const bars = table(
    ['what', 'at most', 'measured', 'met'],
    measuredBars(figuresOf(kept)).map(({ what, most, value, isMet }) => [what, most, value, isMet ? 'yes' : '**no**'])
  )
  return new Map([
    ['bars', bars],
    ['versions', table(['part', 'measured with'], parts.map(name => [`\`${name}\``, kept[name].versions]))],
    ...parts.flatMap(name => [...tablesOf(name as never, kept[name].figures as never)])
  ])
}

/** What a comparison of two trees says. */
export function comparisonTable (comparisons: readonly Comparison[], other: string): string {
  return table(
    ['request', `this tree ÷ ${other}`, 'noise', 'this tree is'],
    comparisons.map(({ exchange, time, noise, verdict }) => [exchange, show(time), show(noise), verdict])
  )
}

/** The same Markdown with other texts between its markers; throws where a text has no place. */
export function withGeneratedParts (markdown: string, parts: ReadonlyMap<string, string>): string {
  for (const [name, text] of parts) {
    const [begin, end] = [`<!-- generated: ${name} -->\n`, `<!-- end of ${name} -->`]
    const start = markdown.indexOf(begin) + begin.length
    const stop = markdown.indexOf(end, start)
    if (start < begin.length || stop === -1) throw new Error(`there is no place for "${name}"`)
    markdown = markdown.slice(0, start) + text + markdown.slice(stop)
  }
  return markdown
}
