/** What a page asks of an API, in each of the ways that pages have, and what comes of it in Chromium. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'

export interface PageRequest {
  /** With its query; by default `/target`. */
  readonly url?: string
  /** As what; by default as the `fetch` of a script. A form is sent by POST, as text. */
  readonly as?: 'image' | 'form'
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly credentials?: 'omit' | 'include'
}

/**
 * Readable, or shown where no script asked: its status. Blocked: Chromium's code and the value that it names; for
 * another reason than CORS, that reason.
 */
export type Outcome =
  { readonly status: number } |
  { readonly corsError: string, readonly parameter?: string } |
  { readonly blocked: string }

/** Milliseconds. The reason comes by another way than the failure itself. */
const REASON_WITHIN = 10_000

/** Each gives the status, undefined where the page got nothing. */
const WAYS = { image: showImage, form: submitForm }

/** Asks, and waits until the page has or shows the answer. */
export async function ask (page: Page, origin: string, request: PageRequest): Promise<Outcome> {
  const { url = '/target', as, ...init } = request
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const reason = new Promise<Outcome>((resolve) => {
    session.on('Network.loadingFailed', ({ type, corsErrorStatus, blockedReason, errorText }) => {
      // What became of its preflight is among the reasons of the request itself.
      if (type === 'Preflight') return
      if (corsErrorStatus === undefined) return resolve({ blocked: blockedReason ?? errorText })
      const { corsError, failedParameter } = corsErrorStatus
      resolve({ corsError, ...(failedParameter === '' ? {} : { parameter: failedParameter }) })
    })
  })
  const target = `${origin}${url}`
  const status = await (as === undefined ? read(page, target, init) : WAYS[as](page, target))
  if (status !== undefined) return { status }
  return Promise.race([reason, delay(REASON_WITHIN, { corsError: 'no reason given' }, { ref: false })])
}

function read (page: Page, url: string, init: Omit<PageRequest, 'url' | 'as'>): Promise<number | undefined> {
  return page.evaluate(async ({ url, init }) => {
    try {
      const response = await fetch(url, init)
      await response.text()
      return response.status
    } catch {
      return undefined
    }
  }, { url, init })
}

/** The page learns nothing but whether there is an image. */
function showImage (page: Page, url: string): Promise<number | undefined> {
  return page.evaluate((url) => new Promise<number | undefined>((resolve) => {
    const image = new Image()
    image.onload = () => resolve(200)
    image.onerror = () => resolve(undefined)
    image.src = url
  }), url)
}

/** The page goes away, and the answer takes its place. */
async function submitForm (page: Page, url: string): Promise<number> {
  const [response] = await Promise.all([
    page.waitForResponse(url),
    page.evaluate((url) => {
      const form = document.createElement('form')
      Object.assign(form, { action: url, method: 'post', enctype: 'text/plain' })
      document.body.append(form)
      form.submit()
    }, url)
  ])
  await page.waitForURL(url)
  return response.status()
}
