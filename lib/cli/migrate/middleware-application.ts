/** An application of Express or hono: which use of a middleware is for which route. */
import type { CorsMigrationNote } from '../../../types/migration.ts'
import { listText } from '../../migrate/report.ts'
import type { MiddlewareStep } from '../../migrate/proof/middleware-steps.ts'
import { partOfUse, type LoadedConfiguration } from './fastify-application.ts'
import { honoSteps } from './hono-steps.ts'
import { middlewarePlaces } from './middleware-places.ts'
import type { Recording, RecordedUse } from './record-libraries.ts'

/** The number of paths that a question names. */
const MAX_NAMED = 5

export function middlewareApplication (recording: Recording): LoadedConfiguration {
  const uses = recording.uses.filter(({ middleware }) => middleware !== undefined)
  const steps = stepsOf(recording)
  if (!steps.some(({ use }) => use !== undefined)) {
    return { parts: uses.map(use => partOfUse(use, null)), routes: [], off: [], schemaHeaders: [] }
  }
  const { placed, routes, off, others, coversNotFound } = middlewarePlaces(steps, uses.map(({ options }) => options))
  return {
    parts: placed.map(({ use, place, preflights, reason }) => ({ ...partOfUse(uses[use]!, place), withoutPreflights: !preflights, reason })),
    routes,
    off,
    ...!coversNotFound && { notFound: false },
    schemaHeaders: [],
    questions: [...ofOthers(others), ...ofUnplaced(uses, steps)],
    replayed: { steps, middlewares: uses.map(({ middleware }) => middleware), express: recording.express[0]?.make }
  }
}

/** The steps of the largest application. */
export function stepsOf ({ uses, express, hono }: Recording): readonly MiddlewareStep[] {
  const middlewares = uses.filter(({ middleware }) => middleware !== undefined).map(({ middleware }) => middleware)
  const useOf = (middleware: unknown): number | undefined => middlewares.includes(middleware) ? middlewares.indexOf(middleware) : undefined
  const lists = [...express.map(recorder => recorder.steps(useOf)), honoSteps(hono, useOf)]
  return lists.reduce((most, steps) => steps.length > most.length ? steps : most)
}

function ofOthers (paths: readonly string[]): CorsMigrationNote[] {
  if (paths.length === 0) return []
  return [{ id: 'routes-not-compared', message: `${named(paths)} ${paths.length === 1 ? 'is a path' : 'are paths'} with a pattern, which Fastify writes in another way. The proof does not cover ${paths.length === 1 ? 'it' : 'them'}. Compare the policy of ${paths.length === 1 ? 'this route' : 'these routes'} by hand.` }]
}

/** A middleware that other code calls, such as another middleware. */
function ofUnplaced (uses: readonly RecordedUse[], steps: readonly MiddlewareStep[]): CorsMigrationNote[] {
  const count = uses.filter((_use, i) => !steps.some(({ use }) => use === i)).length
  if (count === 0) return []
  return [{ id: 'middleware-without-place', message: `Middlewares that are in no router: ${count}. Other code calls them, or nothing does. Which paths are they for?` }]
}

function named (paths: readonly string[]): string {
  const left = paths.length - MAX_NAMED
  return listText([...paths.slice(0, MAX_NAMED), ...left > 0 ? [`${left} others`] : []])
}
