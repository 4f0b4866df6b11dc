/** The messages in the consoles of browsers, against those that browsers wrote. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import { consoleMessages } from '../../../lib/explain/console-messages.ts'
import type { CredentialsMode, HeaderLine, ServerResponse } from '../../../types/browser.ts'

interface Row {
  readonly name: string
  readonly request: { readonly method?: string, readonly credentials?: CredentialsMode, readonly headers?: Readonly<Record<string, string>> }
  readonly preflight?: ServerResponse
  readonly response?: ServerResponse
  readonly lines: Readonly<Record<'chromium' | 'firefox' | 'safari', string>>
}

const { rows } = JSON.parse(readFileSync(new URL('../../vectors/console-lines.json', import.meta.url), 'utf8')) as { rows: Row[] }

/** Rows that an explanation does not have, or that the messages of two engines leave out: they need a redirect, no response, or a malformed list. */
const OTHERS = /^(?:redirect-|pf-none|none|xhr-)/

t.test('each engine has its message, as the browser wrote it', async t => {
  for (const { name, request, preflight, response, lines } of rows.filter(({ name }) => !OTHERS.test(name))) {
    const { method = 'GET', credentials = 'same-origin', headers = {} } = request
    const page = { origin: 'http://127.0.0.1:8101', url: `http://127.0.0.1:8102/k/${name}`, method, credentials, headers: Object.entries(headers) as HeaderLine[] }
    const server = scriptedServer([{ preflight, response }])
    const messages = consoleMessages(page, engine => simulateFetch(page, server, { engine }), sent => server(sent)!)
    const isMalformed = name.includes('malformed')
    t.equal(messages.chromium, lines.chromium, name)
    t.equal(messages.firefox, isMalformed ? null : lines.firefox.split('\n')[0], name)
    t.equal(messages.safari, isMalformed ? null : lines.safari.replaceAll('[Error] ', ''), name)
  }
})

t.test('without a failure of CORS, there is no message', async t => {
  const page = { origin: 'https://a.test', url: 'https://b.test/', method: 'GET', credentials: 'omit', headers: [] } as const
  const allows = () => ({ status: 200, headers: [['access-control-allow-origin', '*']] as const })
  const messagesFor = (method: string) => consoleMessages({ ...page, method }, engine => simulateFetch({ ...page, method }, allows, { engine }), allows)
  t.strictSame(messagesFor('GET'), { chromium: null, firefox: null, safari: null })
  t.strictSame(messagesFor('TRACE'), { chromium: null, firefox: null, safari: null })
  t.strictSame(consoleMessages(page, engine => simulateFetch(page, () => undefined, { engine }), allows), { chromium: null, firefox: null, safari: null }, 'no response')
})
