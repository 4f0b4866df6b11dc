/** The directives of a configuration of nginx that add headers. */
import { listText } from '../report.ts'
import { note, type OldSetup, type SetupNote } from '../setup.ts'
import { directivesOf, type Directive } from './nginx/directives.ts'
import { serversOf, type Level } from './nginx/levels.ts'
import { mapsIn } from './nginx/maps.ts'
import { isSame, setupsOf, type Setups } from './nginx/places.ts'
import { ExpressionReader } from './nginx/reg-exp.ts'

/** The setup of each place, as a key of `routes`; null for all other paths. */
export function nginxSetups (text: string): ReadonlyArray<readonly [place: string | null, setup: OldSetup]> {
  const top = directivesOf(text)
  const all = flat(top)
  const set = new Set(all.filter(({ name }) => name === 'set').map(({ words: [name = ''] }) => name.slice(1).toLowerCase()))
  const declared = { maps: mapsIn(all), set, expressions: new ExpressionReader() }
  const texts = textsIn(all)
  const servers = serversOf(top).map(server => setupsOf(server, declared, texts, `nginx${nameOf(server)}`))
  const found: Setups[] = []
  for (const setups of servers) {
    if (!isOff(setups) && !found.some(other => areSame(setups, other))) found.push(setups)
  }
  const reason = reasonOf(all, found.length)
  const notes = notesOf(all)
  return (found.length > 0 ? found : servers.slice(0, 1)).flatMap(setups => [...setups]).map(([place, setup], i) => [place, {
    ...setup,
    library: found.length > 1 ? setup.library : 'nginx',
    notes: i === 0 ? [...notes, ...setup.notes] : setup.notes,
    ...reason !== undefined && { reason }
  }])
}

function nameOf ({ directives }: Level): string {
  const names = directives.find(({ name }) => name === 'server_name')?.words ?? []
  return names.length === 0 ? '' : `, server ${names.join(' ')}`
}

function isOff (setups: Setups): boolean {
  return [...setups.values()].every(({ origins, reason }) => origins.kind === 'none' && reason === undefined)
}

function areSame (one: Setups, other: Setups): boolean {
  return one.size === other.size && [...one].every(([place, setup]) => {
    const found = other.get(place)
    const changesOf = ({ changes = [] }: OldSetup): string => JSON.stringify(changes)
    return found !== undefined && isSame({ ...setup, library: '' }, { ...found, library: '' }) && changesOf(setup) === changesOf(found)
  })
}

/** Why no policy can express the whole configuration. */
function reasonOf (all: readonly Directive[], servers: number): string | undefined {
  const other = all.find(({ name, words }) => !READ.has(name) && !OF_LOGS.test(name) && !name.startsWith('~') && words.some(word => /access-control-(?:allow|expose)-/i.test(word)))
  if (other !== undefined) return `The directive ${other.name} changes the headers, and was not read.`
  return servers > 1 ? 'The configuration has several servers with different headers, and a policy is for one. Convert a file with one server at a time.' : undefined
}

/** Directives that are read, or that do not change what nginx adds by itself. */
const READ: ReadonlySet<string> = new Set(['add_header', 'proxy_hide_header', 'fastcgi_hide_header', 'uwsgi_hide_header', 'proxy_set_header', 'set', 'if', 'map'])

const OF_LOGS = /^(?:location|log_format|access_log)$/

function notesOf (all: readonly Directive[]): readonly SetupNote[] {
  const notes: SetupNote[] = [note('assumptions', 'nginx-read', 'Only the directives location, add_header, map, set, if, return, break and try_files were read. It was assumed that the application behind nginx adds no headers of CORS, and that nginx is in front of it no more, or adds none.')]
  const files = all.filter(({ name, words }) => name === 'include' && !/(?:mime\.types|_params|fastcgi\.conf)$/.test(words[0] ?? '')).flatMap(({ words }) => words)
  if (files.length > 0) notes.push(note('questions', 'include-not-read', `Do the included files ${listText([...new Set(files)])} add headers of CORS? They were not read. Put their text into the configuration.`))
  if (all.some(({ name, words }) => name === 'rewrite' && !/^(?:redirect|permanent)$/.test(words[2] ?? ''))) {
    notes.push(note('questions', 'rewrite-not-read', 'Do the directives rewrite lead to locations with other headers? They were not read.'))
  }
  if (all.some(({ name, words }) => name === 'error_page' && words.some(word => word.startsWith('=')))) {
    notes.push(note('questions', 'error-page-not-read', 'Do the directives error_page with "=" lead to locations with headers of CORS, or do they let preflights succeed? They were not read.'))
  }
  if (all.some(({ name }) => name === 'add_header_inherit')) notes.push(note('questions', 'add-header-inherit', 'Which headers of outer blocks does add_header_inherit keep? It was not read.'))
  return notes
}

/** Texts that can be origins: whole words, and rows of maps, which ignore the letter case. */
function textsIn (all: readonly Directive[]): readonly string[] {
  const words = all.flatMap(({ name, words }) => [name, ...words]).map(word => word.trim().replace(/^\\|\)$/g, ''))
  return [...new Set(['null', ...words.filter(word => /^[a-z][a-z\d+.-]*:\/\/[^\s$()*\\/]+$/i.test(word)).flatMap(word => [word, word.toLowerCase()])])]
}

function flat (directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap(directive => [directive, ...flat(directive.block ?? [])])
}
