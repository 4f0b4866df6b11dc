/** Makes docs/engines.md from the table of facts, and from what the tests in browsers have seen. */
import { readFileSync } from 'node:fs'
import { ENGINE_NAMES, MEASURED, factsOf, type EngineFacts } from '../../../lib/browser/engines.ts'
import type { Engine } from '../../../types/browser.ts'
import { KINDS, type OtherRequest } from '../../browser/model/other-requests.ts'
import { table } from '../../markdown.ts'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const START = '<!-- from here on: made by a test, npm run engines -->'
const NAMES: Readonly<Record<Engine, string>> = { standard: 'standard', chromium: 'Chromium', firefox: 'Firefox', safari: 'WebKit' }
const BROWSERS = ENGINE_NAMES.filter(engine => engine !== 'standard')

interface Section {
  readonly title: string
  readonly facts: readonly { readonly name: keyof EngineFacts, readonly text: string }[]
}

/** The sections of the interface, with the comment of each member. */
export function sections (): Section[] {
  const [, body = ''] = /interface EngineFacts \{\n([\s\S]*?)\n\}/.exec(read('lib/browser/engine-facts.ts')) ?? []
  return body.split(/^ {2}\/\/ /m).slice(1).map(part => ({
    title: part.split('\n')[0]!,
    facts: [...part.matchAll(/\/\*\* ([\s\S]+?) \*\/\n {2}readonly (\w+):/g)].map(([, text, name]) => ({ text: text!, name: name as keyof EngineFacts }))
  }))
}

function valueText (value: EngineFacts[keyof EngineFacts]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value === Infinity) return 'no limit'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value.replace('-', ' ')
  return value.length === 0 ? 'none' : value.map(one => `\`${one}\``).join(', ')
}

function otherText ({ sent, origin, accepts }: OtherRequest): string {
  const from = origin === 'absent' ? 'no `Origin`' : origin === 'page' ? '`Origin`' : `\`Origin: ${origin}\``
  const needs = { any: 'needs nothing', '*': 'needs `*`', 'origin and credentials': 'needs origin, credentials', none: 'never', 'not known': 'page sees nothing' }[accepts]
  return `${sent.replace('OPTIONS', 'preflight')}; ${from}; ${needs}`
}

/** The page: a part that is written by hand, and the tables. */
export function enginesPage (): string {
  const [written = ''] = read('docs/engines.md').split(START)
  const other = JSON.parse(read('test/vectors/other-requests.json')) as Record<Engine, Record<string, OtherRequest>>
  return [
    written + START,
    ...sections().flatMap(({ title, facts }) => [
      `## ${title}`,
      table(['what differs', ...ENGINE_NAMES.map(engine => NAMES[engine])],
        facts.map(({ name, text }) => [text.replaceAll('\n   * ', ' '), ...ENGINE_NAMES.map(engine => valueText(factsOf(engine)[name]))])).trimEnd()
    ]),
    '## What else pages send',
    'The method, whether there is an `Origin`, and the least `Access-Control-Allow-Origin` with which the page can use the response:',
    table(['what', ...BROWSERS.map(engine => NAMES[engine])],
      Object.entries(KINDS).map(([name, { title }]) => [title, ...BROWSERS.map(engine => otherText(other[engine]![name]!))])).trimEnd(),
    `Measured in ${BROWSERS.map(engine => MEASURED[engine as keyof typeof MEASURED]).join(', ')}.`
  ].join('\n\n') + '\n'
}
