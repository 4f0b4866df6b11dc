/** Formats the results of several endpoints as a table with one line for each. */
import type { CheckGrade } from '../../types/check.ts'
import { escapeText } from '../text/escape.ts'
import type { Format, Style } from '../text/style.ts'
import type { CheckedEndpoint } from './check-results.ts'

export const GRADE_FORMATS: Readonly<Record<CheckGrade, Format>> = { A: 'green', B: 'cyan', C: ['yellow', 'bold'], F: ['red', 'bold'], '-': 'dim' }

/** Returns the lines: a heading, and for each endpoint its grades, what was checked, and the first cause. */
export function checkTable (endpoints: readonly CheckedEndpoint[], paint: Style, columns: number): readonly string[] {
  const [first] = endpoints
  if (first === undefined) return []
  const areas = Object.keys(first.report.grades)
  const labels = endpoints.map(({ label, report }) => escapeText(label ?? report.url))
  const width = Math.min(Math.max(...labels.map(({ length }) => length)), Math.max(columns - areas.join(' ').length - 25, 20))
  const rows = endpoints.map(({ report: { grades }, findings }, i) => {
    const cells = areas.map(area => paint(GRADE_FORMATS[grades[area as keyof typeof grades]], grades[area as keyof typeof grades].padEnd(area.length)))
    const [first] = findings
    return [shortened(labels[i]!, width).padEnd(width), ...cells, first === undefined || first.severity === 'info' ? 'no problem' : first.id].join(' ')
  })
  return [paint('bold', [' '.repeat(width), ...areas, 'first cause'].join(' ')), ...rows]
}

/** Endpoints differ in the end of their labels. */
function shortened (label: string, width: number): string {
  return label.length <= width ? label : `…${label.slice(label.length - width + 1)}`
}
