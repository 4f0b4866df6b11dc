/** The complete page. */
import type { CorsDocumentation } from '../../../../types/documentation.ts'
import type { Make, PageElement } from './dom.ts'
import { findingsSection } from './findings.ts'
import { matrixSection } from './matrix.ts'
import { policiesSection } from './policies.ts'
import { simulatorSection } from './simulator.ts'

const SECTIONS = [['routes', 'Routes'], ['simulator', 'Simulator'], ['findings', 'Findings of lint'], ['policies', 'Policies']] as const

export function pageParts (make: Make, documentation: CorsDocumentation): PageElement[] {
  return [
    make('header', {},
      make('h1', {}, 'CORS policies'),
      make('nav', { 'aria-label': 'Sections' },
        make('ul', {}, ...SECTIONS.map(([id, text]) => make('li', {}, make('a', { href: `#${id}` }, text)))))),
    make('main', {},
      matrixSection(make, documentation),
      simulatorSection(make, documentation),
      findingsSection(make, documentation),
      policiesSection(make, documentation))
  ]
}
