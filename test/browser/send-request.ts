/** Sends a request from a page, in each of the ways that pages have, and returns its result in Chromium. */
import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession, Frame, Page } from 'playwright-core'
import { openFrame, type FrameKind } from './frames.ts'

export interface PageRequest {
  /** With its query; by default `/target`. */
  readonly url?: string
  /**
   * The way. Default: `fetch` of a script. An upload is an `XMLHttpRequest` that listens to its progress.
   * A form is sent by POST, as text.
   */
  readonly as?: 'upload' | 'image' | 'form'
  /** The frame that sends it. Default: the page itself. */
  readonly frame?: FrameKind
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly credentials?: 'omit' | 'include'
  /** Names of response headers that the script tries to read. */
  readonly reads?: readonly string[]
}

/**
 * Readable, or shown if no script sent the request: its status, and the headers that the script can read, of those that it tries to read.
 * Blocked: Chromium's code and the value that it names; for another reason than CORS, that reason.
 */
export type Outcome =
  { readonly status: number, readonly headers?: Readonly<Record<string, string>> } |
  { readonly corsError: string, readonly parameter?: string } |
  { readonly blocked: string }

/** Milliseconds for the reason, which comes in another event than the failure itself. */
const REASON_WITHIN = 60_000

/** Each returns what the page got; undefined if it got nothing. */
const WAYS = { fetch: read, upload, image: showImage, form: submitForm }

type Way = (sender: Frame, url: string, init: Init) => Promise<Outcome | undefined>

type Init = Pick<PageRequest, 'method' | 'headers' | 'body' | 'credentials' | 'reads'>

/** Sends the request, and waits until the page has or shows the response. */
export async function sendRequest (page: Page, origin: string, request: PageRequest): Promise<Outcome> {
  const { url = '/target', as = 'fetch', frame, ...init } = request
  const sender = frame === undefined ? page.mainFrame() : await openFrame(page, frame)
  const session = await sessionOf(sender)
  await session.send('Network.enable')
  const reason = new Promise<Outcome>((resolve) => {
    session.on('Network.loadingFailed', ({ type, corsErrorStatus, blockedReason, errorText }) => {
      // The failure of a preflight is also a reason of the request itself.
      if (type === 'Preflight') return
      if (corsErrorStatus === undefined) return resolve({ blocked: blockedReason ?? errorText })
      const { corsError, failedParameter } = corsErrorStatus
      resolve({ corsError, ...(failedParameter === '' ? {} : { parameter: failedParameter }) })
    })
  })
  const way: Way = WAYS[as]
  try {
    return await way(sender, `${origin}${url}`, init) ??
      await Promise.race([reason, delay(REASON_WITHIN, { corsError: 'no reason given' }, { ref: false })])
  } finally {
    // Otherwise each session gets the events of every further request, and each frame keeps its process.
    await session.detach()
    if (frame !== undefined) await (await sender.frameElement()).evaluate((element) => (element as Element).remove())
  }
}

/** A frame in a process of its own has a session of its own. */
async function sessionOf (sender: Frame): Promise<CDPSession> {
  const page = sender.page()
  const ofPage = () => page.context().newCDPSession(page)
  return sender === page.mainFrame() ? ofPage() : page.context().newCDPSession(sender).catch(ofPage)
}

function read (sender: Frame, url: string, init: Init): Promise<Outcome | undefined> {
  return sender.evaluate(async ({ url, init: { reads, ...init } }) => {
    try {
      const response = await fetch(url, init)
      await response.text()
      const { status, headers } = response
      if (reads === undefined) return { status }
      const readable = reads.filter((name) => headers.has(name)).map((name) => [name, headers.get(name)!])
      return { status, headers: Object.fromEntries(readable) as Record<string, string> }
    } catch {
      return undefined
    }
  }, { url, init })
}

function upload (sender: Frame, url: string, init: Init): Promise<Outcome | undefined> {
  return sender.evaluate(({ url, init: { method = 'GET', headers = {}, body } }) => {
    return new Promise<{ status: number } | undefined>((resolve) => {
      const request = new XMLHttpRequest()
      request.open(method, url)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = () => {}
      request.onload = () => resolve({ status: request.status })
      request.onerror = () => resolve(undefined)
      request.send(body)
    })
  }, { url, init })
}

/** The page learns nothing but whether there is an image. */
function showImage (sender: Frame, url: string): Promise<Outcome | undefined> {
  return sender.evaluate((url) => new Promise<{ status: number } | undefined>((resolve) => {
    const image = new Image()
    image.onload = () => resolve({ status: 200 })
    image.onerror = () => resolve(undefined)
    image.src = url
  }), url)
}

/** The response replaces the page. */
async function submitForm (sender: Frame, url: string): Promise<Outcome> {
  const page = sender.page()
  const [response] = await Promise.all([
    page.waitForResponse(url),
    sender.evaluate((url) => {
      const form = document.createElement('form')
      Object.assign(form, { action: url, method: 'post', enctype: 'text/plain' })
      document.body.append(form)
      form.submit()
    }, url)
  ])
  await page.waitForURL(url)
  return { status: response.status() }
}
