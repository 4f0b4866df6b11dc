/** The locations of a server of nginx → setups for keys of `routes`, and a report of what no key can express. */
import { keyFor, UNKNOWN_PATH } from '../../proof/middleware-steps.ts'
import { note, type OldSetup, type SetupChange, type SetupNote } from '../../setup.ts'
import type { Variables } from './values.ts'
import { allLocations, hasFiles, isExpression, levelFor, type Level, type Location } from './levels.ts'
import { isUnclear, pathsAround, routeKeysOf } from './paths.ts'
import { NginxPlace } from './responses.ts'
import { setupAt } from './setup.ts'

/** Setups by their key; null for all other paths. */
export type Setups = ReadonlyMap<string | null, OldSetup>

/** @param texts  texts of the configuration that can be origins */
export function setupsOf (server: Level, declared: Variables, texts: readonly string[], library: string): Setups {
  const known = new Map<Level, OldSetup>()
  const of = (level: Level): OldSetup => {
    const setup = known.get(level) ?? setupAt(new NginxPlace(level, declared), texts, library)
    known.set(level, setup)
    return setup
  }
  const at = (path: string): OldSetup => of(levelFor(server, path))
  const table = new Map<string | null, OldSetup>([[null, at(UNKNOWN_PATH)]])
  const lookUp = (path: string): [key: string | null, setup: OldSetup] => {
    const key = keyFor(table.keys(), path) ?? null
    return [key, table.get(key)!]
  }
  const locations = allLocations(server).filter(({ sign }) => sign !== '@')
  const set = (key: string, path: string): void => {
    if (!isSame(at(path), lookUp(path)[1])) table.set(key, at(path))
  }
  // A short key must be there before it is known whether a longer one is needed.
  for (const location of [...locations].sort((a, b) => a.text.length - b.text.length)) {
    for (const { key, path } of routeKeysOf(location)) {
      set(key, path)
      const bare = key.slice(0, -2)
      // A key also covers the path without the slash, which nginx can handle elsewhere.
      if (key.endsWith('/*') && !isSame(at(bare), lookUp(bare)[1])) {
        table.set(`${bare}/`, at(`${bare}/`))
        table.set(bare, at(bare))
      }
    }
  }
  return withUnsaid(server, table, [...unsaidIn(server, locations, at, lookUp), ...unclearIn(locations, table, of)])
}

interface Unsaid {
  readonly location: Level
  /** Undefined if it is not known. */
  readonly path: string | undefined
  readonly setup: OldSetup
  readonly key: string | null
}

/** Paths for which nginx does something else than the table of setups, one for each location and key. */
function unsaidIn (server: Level, locations: readonly Location[], at: (path: string) => OldSetup, lookUp: (path: string) => readonly [string | null, OldSetup]): readonly Unsaid[] {
  const found = new Map<string, Unsaid>()
  for (const path of locations.flatMap(location => pathsAround(location, locations))) {
    const location = levelFor(server, path)
    const [key, setup] = lookUp(path)
    if (isClosed(location) || isSame(at(path), setup)) continue
    const id = JSON.stringify([key, location.words, location.outer?.words])
    if (!found.has(id)) found.set(id, { location, path, setup: at(path), key })
  }
  return [...found.values()]
}

/** What locations do that get their paths, or lose them, by expressions that cannot be compared. */
function unclearIn (locations: readonly Location[], table: Setups, of: (level: Level) => OldSetup): readonly Unsaid[] {
  const unclear = locations.filter(isUnclear)
  if (unclear.length === 0) return []
  return locations.filter(location => !isClosed(location)).flatMap(location => {
    const setup = of(location)
    const others = [...table].filter(([, other]) => !isSame(setup, other))
    // Any other location is at least somewhere in the table, if no expression takes its paths.
    return unclear.includes(location) || others.length === table.size ? others.map(([key]) => ({ location, path: undefined, setup, key })) : []
  })
}

/** Whether a location never reaches an application. */
function isClosed ({ directives }: Level): boolean {
  const isForSome = directives.some(({ name }) => name === 'allow' || name === 'satisfy')
  return directives.some(({ name, words }) => name === 'internal' || (name === 'deny' && words[0] === 'all' && !isForSome) || (name === 'return' && !/^2\d\d$/.test(words[0] ?? '')))
}

/** Adds what no key can express to the setup that covers it, or else to one that has access at all. */
function withUnsaid (server: Level, table: Setups, unsaid: readonly Unsaid[]): Setups {
  const isOn = ({ origins, reason }: OldSetup): boolean => origins.kind !== 'none' || reason !== undefined
  const [first] = [...table].find(([, setup]) => isOn(setup)) ?? []
  if (first === undefined) {
    const lost = unsaid.find(({ setup }) => isOn(setup))
    return lost === undefined ? table : new Map([[null, { ...lost.setup, reason: `${nameOf(lost.location)} is for paths that no key of "routes" can express${exampleOf(lost)}. For which routes is its policy meant?` }]])
  }
  const changes = new Map<string | null, SetupChange[]>()
  const notes = new Map<string | null, SetupNote[]>()
  for (const one of unsaid) {
    const { location, setup, key } = one
    const covering = table.get(key)!
    const where = isOn(covering) ? key : first
    const what = `${nameOf(location)} is for paths that no key of "routes" can express${exampleOf(one)}. `
    if (!isOn(setup) && hasFiles(location) && isExpression(location as Location)) {
      notes.set(where, [...notes.get(where) ?? [], note('questions', 'location-of-files', `${what}nginx adds no headers of CORS there. If the application has such routes, set config.cors to false for them.`)])
      continue
    }
    // Without this location, the paths have the policy of the key.
    const affects: SetupChange['affects'] = ({ path }) => levelFor(server, path.replace(/\?.*/s, '')) === location
    const change: SetupChange = isOn(covering) && !isWithin(covering, setup)
      ? { affects, kind: 'opens', id: 'location-without-key', message: `${what}${isOn(setup) ? 'Its headers are others than those of the policy.' : 'It has no headers of CORS, but the policy has.'}` }
      : { affects, kind: 'closes', id: 'location-without-key', message: `${what}${isOn(covering) ? 'Its headers allow more than the policy' : 'It has headers of CORS, but no policy covers it'}. There, pages lose access.` }
    changes.set(where, [...changes.get(where) ?? [], change])
  }
  return new Map([...table].map(([key, setup]) => [key, { ...setup, changes: changes.get(key) ?? [], notes: [...setup.notes, ...notes.get(key) ?? []] }]))
}

function exampleOf ({ path }: Unsaid): string {
  return path === undefined ? '' : `, such as ${path}`
}

function nameOf ({ words }: Level): string {
  return `The location ${words.join(' ')}`
}

/** Whether a setup allows nothing that another does not allow. */
function isWithin (inner: OldSetup, outer: OldSetup): boolean {
  const hasNames = (one: OldSetup['methods'], other: OldSetup['methods']): boolean => other === 'any' || (one !== 'any' && one.every(name => other.includes(name)))
  const hasOrigins = outer.origins.kind === 'every' ? !inner.credentials || outer.origins.isEchoed : JSON.stringify(inner.origins) === JSON.stringify(outer.origins)
  return outer.reason === undefined && hasOrigins && (!inner.credentials || outer.credentials) && (!inner.preflights || outer.preflights) &&
    hasNames(inner.methods, outer.methods) && hasNames(inner.allowedHeaders, outer.allowedHeaders) && hasNames(inner.exposedHeaders, outer.exposedHeaders)
}

/** Whether two setups are the same for pages. */
export function isSame (one: OldSetup, other: OldSetup): boolean {
  const [a, b] = [one, other].map(({ notes: _notes, changes: _changes, ...setup }) => JSON.stringify(setup))
  return a === b
}
