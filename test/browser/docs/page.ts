/** Opens the documentation page in Chromium without a server, and records every request and error. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { TAP } from 'tap'
import { documentationPage, type DocumentationPage } from '../../../lib/docs/html.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { assertBuilt } from '../../dist.ts'
import { SHOP, buildApplication } from '../../unit/docs/application.ts'
import { launchChromium } from '../chromium.ts'

/** What a test asks the simulator. */
export const QUESTION = { target: '/orders/:id', origin: SHOP, method: 'PUT', headers: 'X-A: 1', credentials: 'include', engine: 'standard' }

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const URL_OF_PAGE = 'http://docs.test/cors'

export interface OpenedPage {
  readonly page: Page
  /** What a visitor's console shows, and the addresses of all requests but that for the page; nothing, if all is well. */
  readonly noises: readonly string[]
}

/** What the tests of the page share. */
export interface Started {
  readonly browser: Browser
  readonly app: FastifyInstance
  readonly documentation: CorsDocumentation
}

/** Chromium, and an application with its documentation, until the tests end. */
export async function start (t: TAP): Promise<Started> {
  assertBuilt()
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const app = await buildApplication()
  t.teardown(() => app.close())
  return { browser, app, documentation: await app.cors.documentation() }
}

/** Opens the page in a new context, which the caller must close. */
export async function openPage (browser: Browser, documentation: CorsDocumentation | DocumentationPage, options: BrowserContextOptions = {}, hash = ''): Promise<OpenedPage> {
  const { html, contentSecurityPolicy } = 'html' in documentation ? documentation : documentationPage(documentation)
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const noises: string[] = []
  page.on('console', message => { noises.push(message.text()) })
  page.on('pageerror', error => { noises.push(String(error)) })
  page.on('dialog', dialog => {
    noises.push(dialog.message())
    return dialog.dismiss()
  })
  await page.route('**', route => {
    const { url, pathname } = { url: route.request().url(), pathname: new URL(route.request().url()).pathname }
    if (pathname === new URL(URL_OF_PAGE).pathname) {
      return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': contentSecurityPolicy } })
    }
    noises.push(url)
    return route.abort()
  })
  await page.goto(URL_OF_PAGE + hash)
  return { page, noises }
}

/** Fills the simulator's form and submits it. */
export async function ask (page: Page, form: Readonly<Record<'target' | 'origin' | 'method' | 'headers' | 'credentials' | 'engine', string>>): Promise<void> {
  await page.selectOption('#target', { label: form.target })
  for (const field of ['origin', 'method', 'headers'] as const) await page.fill(`#${field}`, form[field])
  for (const field of ['credentials', 'engine'] as const) await page.selectOption(`#${field}`, form[field])
  await page.getByRole('button', { name: 'Simulate' }).click()
}

/** Whether nothing is wider than the window. */
export async function fits (page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)
}

/** What axe finds in the page. */
export async function violationsIn (page: Page): Promise<unknown[]> {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe)
  return page.evaluate("axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(it => it.html)]))")
}
