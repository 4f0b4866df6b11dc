/** What runs in the page of each browser. */
import type { PageRequest } from '../../../types/browser.ts'

interface Asked { key: string, request: Omit<PageRequest, 'origin'> }
export interface Seen {
  key: string
  response: { type: string, url: string, status: number, headers: [string, string][] } | undefined
  /** Undefined if the network failed, not the call. */
  thrown: string | undefined
}

/** Runs in the page, so it cannot use anything outside of it. */
export async function fetchAll ({ cases, atOnce }: { cases: Asked[], atOnce: number }): Promise<Seen[]> {
  const results: Seen[] = []
  const byFetch = async ({ request }: Asked): Promise<Seen['response']> => {
    const { url, method, headers, credentials, mode, body, cache, referrerPolicy } = request
    const init: Record<string, unknown> = { method, credentials, mode, cache, referrerPolicy, body: body && 'text' }
    // Headers accepts repeated lines.
    init['headers'] = (headers ?? []).map(([name, value]) => [name, value])
    if (body === 'stream') {
      init['body'] = new ReadableStream({ start: (controller) => controller.close() })
      init['duplex'] = 'half'
    }
    for (const key of Object.keys(init)) if (init[key] === undefined) delete init[key]
    const response = await fetch(url, init)
    await response.text()
    return { type: response.type, url: response.url, status: response.status, headers: [...response.headers] }
  }
  const byXhr = ({ request }: Asked): Promise<Seen['response']> => new Promise((resolve, reject) => {
    const xhr = new (globalThis as any).XMLHttpRequest()
    xhr.open(request.method ?? 'GET', request.url)
    for (const [name, value] of request.headers ?? []) xhr.setRequestHeader(name, value)
    xhr.withCredentials = request.credentials === 'include'
    if (request.uploadListener === true) xhr.upload.onprogress = () => {}
    xhr.onerror = () => reject(new TypeError('Failed to fetch'))
    xhr.onload = () => {
      const lines: string[] = xhr.getAllResponseHeaders().split('\r\n').filter((line: string) => line !== '')
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 2)]
      })
      resolve({ type: 'xhr', url: xhr.responseURL, status: xhr.status, headers })
    }
    xhr.send(request.body === 'bytes' ? 'text' : undefined)
  })
  const queue = [...cases]
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let asked = queue.shift(); asked !== undefined; asked = queue.shift()) {
      const { key } = asked
      try {
        const late = new Promise<never>((_resolve, reject) => setTimeout(reject, 300_000, 'no end in 5 minutes'))
        const response = await Promise.race([asked.request.api === 'xhr' ? byXhr(asked) : byFetch(asked), late])
        results.push({ key, response, thrown: undefined })
      } catch (error) {
        const text = String(error)
        // What Chromium, Firefox and WebKit say about every failure that is not an error of the call.
        const isNetwork = /^TypeError: (?:Failed to fetch|NetworkError when attempting to fetch resource\.|Load failed)$/.test(text)
        results.push({ key, response: undefined, thrown: isNetwork ? undefined : text })
      }
    }
  }))
  return results
}
