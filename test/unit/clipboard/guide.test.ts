/** docs/guides/blocked.md: each message in its table is one that Chromium writes, with the cause of its row, and each last line one of `explain`. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { comparedText } from '../../../lib/cli/explain/pasted.ts'
import { readConsoleLine, type ConsoleCause } from '../../../lib/clipboard/console-line.ts'
import { diagnoseConsole } from '../../../lib/clipboard/diagnosis.ts'
import { explain } from '../../../lib/explain.ts'
import { unstyled } from '../../../lib/text/style.ts'

const page = readFileSync(new URL('../../../docs/guides/blocked.md', import.meta.url), 'utf8')

/** The causes of the rows, in their order. */
const CAUSES: readonly ConsoleCause[] = [
  'allow-origin-missing', 'allow-origin-differs', 'allow-origin-lists-several', 'wildcard-with-credentials', 'allow-credentials-missing',
  'header-not-allowed', 'method-not-allowed', 'preflight-redirects', 'preflight-status-is-not-ok'
]

/** The first cells of the table with a head. */
function firstCells (head: string): string[] {
  const [, table = ''] = page.split(`\n${head}\n`)
  return [...table.split('\n\n')[0]!.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell)
}

const read = (message: string) => readConsoleLine(
  `Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: ${message}`)

t.test('each message of the guide is read, and has the cause of its row', async t => {
  t.strictSame(firstCells('| message | cause | what to do |').map(message => read(message).causes[0]), CAUSES)
})

t.test('each last line of the guide is one that the command prints', async t => {
  const diagnosis = diagnoseConsole(read("No 'Access-Control-Allow-Origin' header is present on the requested resource."))
  const lines = [
    explain({ origins: ['https://shop.example'] }, { origin: 'https://app.example.com' }),
    explain({ origins: ['https://app.example.com'] }, { origin: 'https://app.example.com', credentials: 'include' }),
    explain({ origins: '*' }, { origin: 'https://app.example.com' })
  ].map(explanation => comparedText({ kind: 'console', diagnosis }, explanation, unstyled).after.trim())
  const shown = firstCells('| last line | where to look |')
  t.equal(shown.length, lines.length)
  lines.forEach((line, i) => { t.ok(line.startsWith(shown[i]!), line) })
})
