/** An extension of Chromium with a page and no permissions, whose origin is known beforehand. */
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'
import { PATIENCE, launchOptions } from './chromium.ts'

/** No key of anything, as nothing is signed: any bytes will do. */
const KEY = Buffer.from('fastify-cors-policy')

/** The first half of the key's digest, in the letters a to p. */
const ID = createHash('sha256').update(KEY).digest('hex').slice(0, 32)
  .replace(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + Number.parseInt(digit, 16)))

export const EXTENSION_ORIGIN = `chrome-extension://${ID}`
export const EXTENSION_PAGE = '/page.html'

/** Undefined where this build of Chromium does not load it. */
export async function launchExtension (): Promise<BrowserContext | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'cors-extension-'))
  const manifest = { manifest_version: 3, name: 'page', version: '1', key: KEY.toString('base64') }
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(directory, EXTENSION_PAGE), '<!doctype html><title>page</title>')
  // Without a name the profile is temporary too.
  const context = await chromium.launchPersistentContext('', {
    ...launchOptions([`--disable-extensions-except=${directory}`, `--load-extension=${directory}`]),
    ignoreDefaultArgs: ['--disable-extensions']
  })
  context.on('close', () => { rm(directory, { recursive: true, force: true }).catch(() => {}) })
  context.setDefaultTimeout(PATIENCE)
  const tab = await context.newPage()
  try {
    await tab.goto(`${EXTENSION_ORIGIN}${EXTENSION_PAGE}`)
    await tab.close()
    return context
  } catch {
    await context.close()
    return undefined
  }
}
