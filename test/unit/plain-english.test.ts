/** Old habits of wording that readers had to translate: none of them is left in sources, documentation and test titles. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { documentationPages, filesIn, sourceFiles } from '../sources.mjs'
import { titlesIn } from './repository/titles.ts'

const root = new URL('../..', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8')

/** Each expression, and what to write. The glossary in CONTRIBUTING.md has the words. */
const HABITS: ReadonlyArray<readonly [habit: RegExp, instead: string]> = [
  [/(?<!there )\b(?:is|are|was|were) no\b(?! longer| more| less)|(?<!there )\b(?:is|are|has|have) none\b/i, 'not a …, invalid, unknown, missing, not allowed'],
  [/\bstrangers?\b/i, 'untrusted origin, any origin, attacker'],
  [/\b(?:no|any|some)body\b(?![^\S\n]*['"`])|\bwhoever\b/i, 'name who: an attacker, a page, a user, any origin'],
  [/\b(?:lets?|letting) in\b|\bkept out\b|\bkeeps? out\b|\bgets? in\b/i, 'allow, block'],
  [/\bin the place of\b/i, 'instead of'],
  [/\ball the same\b/i, 'anyway, still'],
  [/\bonce more\b/i, 'again'],
  [/\bbe it\b/i, 'including, even'],
  [/\balike\b/i, 'the same way, both'],
  [/\bas far as\b/i, 'where, if'],
  [/\bmade[ -]up\b/i, 'synthetic, random, invented'],
  [/\bown machine\b/i, 'localhost, loopback'],
  [/\bprohibitions?\b|\blifted\b/i, 'restriction, opt out, dangerous flag'],
  [/\bmend(?:s|ed|ing)?\b|\bremed(?:y|ies)\b/i, 'fix, recommendation'],
  [/\b(?:tells?|told|telling)\b/i, 'report, log, show'],
  [/\b(?:the|a|each|every|its) answers?\b/i, 'response'],
  [/\b(?:is|was) asked\b|\basks? for\b/i, 'request, send, query'],
  [/\b(?:polic(?:y|ies)|keys?|patterns?|sources?|stores?|configurations?) (?:cannot|can|could not) (?:be )?sa(?:y|id)\b/i, 'cannot express, not known'],
  [/\b(?:polic(?:y|ies)|keys?|patterns?|middlewares?) (?:do not|does not|cannot|can) see\b/i, 'cannot depend on, does not reach'],
  [/\badmit(?:s|ted|ting)?\b/i, 'allow'],
  [/\bannounce[sd]\b/i, 'requests, the requested method, the actual request of a preflight'],
  [/\btrials?\b/i, 'shadow document, run of a check'],
  [/\bwhat (?:comes|came|becomes|became) of\b/i, 'the result of'],
  [/\b(?:colour|licence|normalis|serialis|behaviour|favour|centre)/i, 'US spelling']
]

/** Whether a text has one of them: most have not, and need not be read line by line. */
const ANY_HABIT = new RegExp(HABITS.map(([habit]) => habit.source).join('|'), 'i')

function habitsIn (text: string): string[] {
  if (!ANY_HABIT.test(text)) return []
  return text.split('\n').flatMap((line, i) => HABITS.flatMap(([habit, instead]) => {
    const found = line.match(habit)
    return found === null ? [] : [`${i + 1}: "${found[0]}" (write ${instead}) in: ${line.trim().slice(0, 120)}`]
  }))
}

/** The titles of the tests in a file. */
const titlesOf = (text: string): string => titlesIn(text).join('\n')

const testFiles = filesIn('test').filter(file => file.endsWith('.test.ts'))

t.test('each expression finds the habit that it is about, and plain words pass', async t => {
  const found = [
    'is no origin', 'an origin that has none', 'strangers', 'whoever sends it', 'is let in', 'the answer', 'colour', 'mends it', 'what no key can say',
    'a policy does not see it', 'an admitted origin', 'the announced method', 'the report of a trial', 'what becomes of it'
  ]
  for (const text of found) t.not(habitsIn(text).length, 0, text)
  for (const text of ['is no longer used', 'An origin has no path.', 'The response is blocked.', 'the color', 'The error says what is wrong.']) t.strictSame(habitsIn(text), [], text)
  t.strictSame(titlesOf("t.test('one', async t => { t.test(`two`, () => {}) })"), "'one'\n`two`")
})

t.test('sources have no old habits', async t => {
  for (const file of sourceFiles()) t.strictSame(habitsIn(read(file)), [], file)
})

// docs/renames.md has the old names.
t.test('documentation has no old habits', async t => {
  const pages = documentationPages().filter(path => path !== 'docs/renames.md')
  for (const file of [...pages, 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']) t.strictSame(habitsIn(read(file)), [], file)
})

t.test('examples, benchmarks, and the tables that contributors edit have no old habits', async t => {
  const examples = ['examples', 'benchmarks'].flatMap(filesIn).filter(file => /\.(?:mjs|js|ts|html|json|md)$/.test(file))
  for (const file of [...examples, 'oxlint.config.js', 'package.json', 'test/cases.ts']) t.strictSame(habitsIn(read(file)), [], file)
})

// "Redis" is the name of a test, and not what must be true.
t.test('test titles are sentences', async t => {
  const short = testFiles.flatMap(file => {
    const text = read(file)
    if (!/\.test\('[^' ]+(?: [^' ]+)?'/.test(text)) return []
    return titlesIn(text).filter(title => /^'[^' ]+(?: [^' ]+)?'$/.test(title)).map(title => `${file}: ${title}`)
  })
  t.strictSame(short, [], 'say what must be true')
})

t.test('test titles have no old habits', async t => {
  const found = testFiles.flatMap(file => {
    // A comment is no title. Most files have no habit in anything else, and need no parser.
    const text = read(file).replace(/^ *(?:\/?\*|\/\/).*$/gm, '')
    return habitsIn(text).length === 0 ? [] : habitsIn(titlesOf(text)).map(habit => ({ file, habit }))
  })
  t.strictSame(found, [])
})
