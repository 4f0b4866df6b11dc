/** The complete page. */
import type { CorsDocumentation } from '../../../../types/documentation.ts'
import type { Make, PageElement } from './dom.ts'
import { findingsSection } from './findings.ts'
import { routesSection } from './routes-section.ts'
import { policiesSection } from './policies.ts'
import { simulatorSection } from './simulator.ts'
import { sourcesSection } from './sources.ts'

const SECTIONS = [
  ['routes', 'Routes'], ['simulator', 'Simulator'], ['findings', 'Findings of lint'], ['sources', 'Sources of origins'], ['policies', 'Policies']
] as const

/** What the page says about itself. */
export interface PageAbout {
  readonly title: string
  /** Whole sentences below the title. */
  readonly details: readonly string[]
}

export function pageParts (make: Make, documentation: CorsDocumentation, { title, details }: PageAbout): PageElement[] {
  const hasSources = documentation.sources.length > 0
  const sections = SECTIONS.filter(([id]) => id !== 'sources' || hasSources)
  return [
    make('header', {},
      make('h1', {}, title),
      ...details.map(text => make('p', {}, text)),
      make('nav', { 'aria-label': 'Sections' },
        make('ul', {}, ...sections.map(([id, text]) => make('li', {}, make('a', { href: `#${id}` }, text)))))),
    make('main', {},
      routesSection(make, documentation),
      simulatorSection(make, documentation),
      findingsSection(make, documentation),
      ...hasSources ? [sourcesSection(make, documentation)] : [],
      policiesSection(make, documentation))
  ]
}
