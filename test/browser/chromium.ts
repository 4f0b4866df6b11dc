/** Finds Chromium and launches it for tests that need a real browser; says so loudly where there is none. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

/** Every name that the pages and the API of a test have leads to this machine. */
const HOST_RULES = ['MAP *.test 127.0.0.1', 'MAP *.test. 127.0.0.1']

export interface LaunchOptions {
  /** Further `--host-resolver-rules`. */
  readonly hostRules?: readonly string[]
  /** Further command-line arguments. */
  readonly args?: readonly string[]
}

export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/**
 * Undefined where Chromium is not installed: the caller then skips, and the reason is in the test's output.
 *
 * @param suite  names what is not tested then
 */
export async function launchChromium (suite: string, options: LaunchOptions = {}): Promise<Browser | undefined> {
  if (!existsSync(chromiumPath)) {
    sayNotTested(suite, `There is no Chromium at ${chromiumPath}: install it, or set CHROMIUM_PATH to where it is.`)
    return undefined
  }
  return chromium.launch(launchOptions(options))
}

/** Where Chromium is, and its command line. */
export function launchOptions ({ hostRules = [], args = [] }: LaunchOptions) {
  const rules = [...HOST_RULES, ...hostRules].join(', ')
  return {
    executablePath: chromiumPath,
    // One busy core may take a minute.
    timeout: 300_000,
    args: ['--no-sandbox', `--host-resolver-rules=${rules}`, '--ignore-certificate-errors', ...args]
  }
}

/** Says so loudly. */
export function sayNotTested (what: string, why: string): void {
  const line = '!'.repeat(80)
  console.log(`# ${line}\n# SKIPPED: ${what}.\n# ${why}\n# ${line}`)
}
