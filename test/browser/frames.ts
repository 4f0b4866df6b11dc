/** Frames in a page, as scripts make them: some have the page's origin, some none. */
import type { Frame, Page } from 'playwright-core'

/** How a frame gets its document; a sandboxed one as `srcdoc` does. */
export type FrameKind = 'sandboxed' | 'data' | 'srcdoc' | 'blob'

/** Whether scripts in it have no origin: theirs is sent as `null`. */
export function isOpaque (kind: FrameKind | undefined): boolean {
  return kind === 'sandboxed' || kind === 'data'
}

/** Adds one to the page. */
export async function openFrame (page: Page, kind: FrameKind): Promise<Frame> {
  const element = await page.evaluateHandle((kind) => new Promise<HTMLIFrameElement>((resolve) => {
    const html = '<!doctype html><title>frame</title>'
    const frame = document.createElement('iframe')
    if (kind === 'sandboxed') frame.sandbox.add('allow-scripts')
    if (kind === 'data') frame.src = `data:text/html,${html}`
    else if (kind === 'blob') frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
    else frame.srcdoc = html
    frame.onload = () => resolve(frame)
    document.body.append(frame)
  }), kind)
  return (await element.contentFrame())!
}
