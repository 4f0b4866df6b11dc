/** Builds the site of the documentation, and serves it. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listening, type Listening } from '../../listening.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The folder of the built site. */
export const SITE = join(root, 'docs/.vitepress/dist')

export function buildSite (): { readonly status: number | null, readonly stderr: string } {
  rmSync(SITE, { recursive: true, force: true })
  return spawnSync('npm', ['run', '--silent', 'docs:site'], { cwd: root, encoding: 'utf8' })
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.json': 'application/json' }

/** @param first  HTML that is put in front of all else in each page */
export async function serveSite (first = ''): Promise<Listening> {
  return await listening(createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://site.test').pathname)
    const file = [path, `${path}.html`, `${path}index.html`].map(name => join(SITE, name)).find(file => statSync(file, { throwIfNoEntry: false })?.isFile())
    if (file === undefined) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(extname(file) === '.html' ? readFileSync(file, 'utf8').replace('<head>', `<head>${first}`) : readFileSync(file))
  }))
}
