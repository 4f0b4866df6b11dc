/** The figures of a run, as they are kept: ratios, and sizes in bytes. No time of any machine is among them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { DecideFigures } from './decide.ts'
import type { RequestFigures } from './request.ts'
import type { ServerFigures } from './server.ts'
import type { StartupFigures } from './startup.ts'

/** Figures by the name of the part that measures them. */
export interface Figures {
  readonly request: RequestFigures
  readonly server: ServerFigures
  readonly decide: DecideFigures
  readonly startup: StartupFigures
}

export type PartName = keyof Figures

/** What was measured, and with which versions. */
export type KeptFigures = { readonly [Name in PartName]: { readonly versions: string, readonly figures: Figures[Name] } }

/** Without the versions. */
export function figuresOf ({ request, server, decide, startup }: KeptFigures): Figures {
  return { request: request.figures, server: server.figures, decide: decide.figures, startup: startup.figures }
}

export const FIGURES_FILE = new URL('figures.json', import.meta.url)

export function keptFigures (): KeptFigures {
  return JSON.parse(readFileSync(FIGURES_FILE, 'utf8')) as KeptFigures
}

export function keepFigures (figures: KeptFigures): void {
  // A line for each row: what changes in a run can be read in a diff.
  const text = JSON.stringify(figures, null, 2).replace(/\{\n\s+"(?:median)"[^}]+\}/g, summary => summary.replace(/\s+/g, ' '))
  writeFileSync(FIGURES_FILE, `${text}\n`)
}

const require = createRequire(import.meta.url)

/** What takes part in the measurements. */
export function versions (): string {
  const packages = ['fastify', '@fastify/cors', 'autocannon'].map(name => `${name} ${require(`${name}/package.json`).version}`)
  return `Node ${process.version.slice(1)}, ${packages.join(', ')}`
}
