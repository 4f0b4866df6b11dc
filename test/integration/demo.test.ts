/** The demonstration, as a person runs it: its table, its exit codes, and its page in a real browser. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { exchanges } from '../../examples/exchanges.mjs'
import { launchChromium } from '../browser/chromium.ts'
import { assertBuilt } from '../dist.ts'
import { isLong, sample } from '../unit/properties/seed.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const document = JSON.parse(readFileSync(join(root, 'examples/policy.json'), 'utf8'))

assertBuilt()

/** The escape character. */
const COLOR = '\u001b'

interface Running {
  readonly child: ChildProcess
  readonly output: { stdout: string, stderr: string }
  readonly end: Promise<{ code: number | null, stdout: string, stderr: string }>
}

function start (...args: string[]): Running {
  const child = spawn(process.execPath, ['examples/demo.mjs', ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' }
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => { output.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text) => { output.stderr += text })
  return { child, output, end: once(child, 'close').then(([code]) => ({ code, ...output })) }
}

/** Resolves once the demonstration serves, which it says in its last line. */
async function serving (...args: string[]): Promise<Running> {
  const running = start(...args)
  while (!running.output.stdout.includes('Ctrl+C')) {
    if (running.child.exitCode !== null || running.child.signalCode !== null) throw new Error(running.output.stderr)
    await Promise.race([once(running.child.stdout!, 'data'), running.end])
  }
  return running
}

t.test('every exchange of the table is as the policy says', async (t) => {
  const { code, stdout, stderr } = await start('--once').end
  t.equal(code, 0)
  t.equal(stderr, '')
  t.equal(stdout.match(/^ok +\d+ /gm)?.length, exchanges.length)
  t.notMatch(stdout, /^differs/m)
  t.match(stdout, `${exchanges.length} exchanges, all as the policy says.\n`)
  t.notMatch(stdout, COLOR, 'a file has no colors')
  t.ok(stdout.split('\n').every((line) => line.length <= 120), 'no line is too long')
})

t.test('the demonstration does not fail if its reader ends first, as `head` does', async (t) => {
  const { child, end } = start('--once')
  child.stdout!.once('data', () => { child.stdout!.destroy() })
  const { code, stderr } = await end
  t.equal(code, 0)
  t.equal(stderr, '')
})

const changes = {
  'another origin list': { origins: ['https://app.example.com'] },
  'no credentials': { credentials: false },
  'a method less': { methods: ['GET', 'POST', 'DELETE'] },
  'a header less': { allowedHeaders: ['Content-Type'] },
  'another max age': { maxAge: 60 }
}
for (const [name, fields] of sample(Object.entries(changes), 5)) {
  t.test(`a policy with ${name} differs`, async (t) => {
    const { code, stdout, stderr } = await start('--once', '--policy', policyFile(t.testdir(), fields)).end
    t.equal(code, 1)
    t.equal(stderr, '')
    t.match(stdout, /^differs +\d+ /m)
    t.match(stdout, /^ {8}the policy says access-control-/m)
    t.match(stdout, /^\d+ of \d+ exchanges differ from what the policy says\.$/m)
    t.notMatch(stdout, COLOR)
  })
}

/** The demonstration's document with other fields in the shop's policy. */
function policyFile (folder: string, fields: object): string {
  const file = join(folder, 'policy.json')
  const { policies } = document
  writeFileSync(file, JSON.stringify({ ...document, policies: { ...policies, shop: { ...policies.shop, ...fields } } }))
  return file
}

t.test('an invalid policy ends the demonstration with the message of the plugin', async (t) => {
  const { code, stderr } = await start('--once', '--policy', policyFile(t.testdir(), { origins: '*' })).end
  t.equal(code, 1)
  t.match(stderr, 'wildcard-with-credentials')
  t.notMatch(stderr, /^ {4}at /m, 'without a stack')
})

t.test('a port in use is reported in one line', async (t) => {
  const server = createServer().listen({ host: 'localhost', port: 8091 })
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { code, stderr } = await start('--once').end
  t.equal(code, 1)
  t.equal(stderr, 'Port 8091 is in use: the demonstration needs 8090, 8091 and 8092.\n')
})

t.test('unknown arguments get the usage', async (t) => {
  const { code, stdout, stderr } = await start('--twice').end
  t.equal(code, 2)
  t.equal(stdout, '')
  t.match(stderr, 'usage: node examples/demo.mjs')
})

/** Ends the demonstration by a signal, and checks that it ends cleanly. */
async function ends (t: Test, { child, end }: Running, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  const { code, stdout, stderr } = await end
  t.equal(code, 0)
  t.equal(stderr, '')
  t.match(stdout, 'http://localhost:8091/')
}

t.test('the demonstration serves until a signal ends it', async (t) => {
  const browser = await launchChromium()
  t.teardown(() => browser.close())

  const running = await serving()
  await t.test('the documentation of its policies is at the printed URL', async (t) => {
    const [, url = ''] = /^The policies as a page: (\S+)$/m.exec(running.output.stdout)!
    const body = await (await fetch(url)).text()
    for (const text of ['"policy-shop"', '"policy-everyone"', '"/api/orders/:id"', 'What every page can read.']) t.match(body, text)
  })

  for (const width of isLong ? [360, 1280] : [360]) {
    await t.test(`the page shows every exchange as the policy says, in a window of ${width} pixels`, async (t) => {
      const { page, errors } = await open(browser, 'http://localhost:8091/', width)
      for (const load of ['at first', ...isLong ? ['when it is loaded again'] : []]) {
        if (load !== 'at first') await page.reload()
        await finished(page)
        t.match(await page.getByRole('status').textContent(), /^\d+ exchanges, all as the policy says\.$/, load)
        const origins = ['http://localhost:8091', 'http://localhost:8092']
        const shown = exchanges.filter(({ origin }) => origins.includes(String(origin)))
        t.same(await page.getByRole('rowheader').count(), shown.length)
        t.same(await page.locator('tr[data-verdict=ok]').count(), shown.length)
        t.same(await page.getByRole('table').locator('caption').count(), 2)
        t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing overflows')
      }
      t.same(errors, [])
    })
  }

  await t.test('the page shows the exchanges of the origin that it is opened from', async (t) => {
    const { page, errors } = await open(browser, 'http://localhost:8092/', 1280)
    const own = exchanges.filter(({ origin }) => origin === 'http://localhost:8092')
    t.same(await page.locator('tr[data-verdict=ok]').count(), own.length)
    t.same(errors, [])
  })

  await t.test('SIGINT ends it, although a browser is connected', (t) => ends(t, running, 'SIGINT'))

  if (!isLong) return
  const other = await serving('--policy', policyFile(t.testdir(), { methods: ['GET', 'POST', 'DELETE'] }))
  await t.test('the page shows where another policy differs', async (t) => {
    const { page } = await open(browser, 'http://localhost:8091/', 1280)
    t.same(await page.locator('tr[data-verdict=differs] code').allTextContents(), ['PUT /api/orders/1'])
    t.match(await page.getByRole('status').textContent(), /^1 of \d+ exchanges differ/)
  })

  await t.test('SIGTERM ends it', (t) => ends(t, other, 'SIGTERM'))
})

/** What the console says of the blocked requests, the 404 and the 500 of the page. */
const EXPECTED_ERROR = /blocked by CORS policy|net::ERR_FAILED|status of (404|500)/

async function open (browser: Browser, url: string, width: number): Promise<{ page: Page, errors: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  const errors: string[] = []
  page.on('pageerror', (error) => { errors.push(String(error)) })
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED_ERROR.test(message.text())) errors.push(message.text())
  })
  await page.goto(url)
  await finished(page)
  return { page, errors }
}

async function finished (page: Page): Promise<void> {
  await page.locator('#progress[data-verdict]').waitFor()
}
