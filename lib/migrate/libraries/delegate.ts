/** A function that chooses options for each request: it is called with many origins, and what it chooses is read like options. */
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import { readsReason, requestWith, RequestReads } from '../origins/observed-request.ts'
import { textsIn } from '../origins/derived-origins.ts'
import { matches, samplesOfExpression } from '../origins/expression-rule.ts'
import { ruleOfFunction } from '../origins/function-rule.ts'
import { Findings } from '../report.ts'
import { note, type FunctionResult, type Entry, type OldOrigins, type OldSetup } from '../setup.ts'
import { DEFAULT_TIMEOUT } from './options.ts'

type Delegate = (request: object, callback: (error: unknown, options?: unknown) => void) => unknown

/** What a library makes of options. */
type Read = (options: unknown) => OldSetup | undefined

/** @param read  returns undefined for what the library fails with */
export async function delegatedSetup (delegate: Delegate, read: Read, library: string, options: CorsMigrationOptions): Promise<OldSetup> {
  const { path, timeout = DEFAULT_TIMEOUT } = options
  const reads = new RequestReads()
  const chosen = new Map<string, OldSetup>()
  const results = new Set<string>()
  const known = new Set<string>()
  const call = async (origin: string | undefined): Promise<FunctionResult> => {
    const given = await optionsFor(delegate, requestWith(origin, path ?? '/', reads), timeout)
    if ('result' in given) return given.result
    const setup = read(given.value)
    if (setup === undefined) return 'fails'
    for (const text of textsOf(setup, known)) results.add(text)
    const result = await resultFor(setup, origin)
    if (result === 'allows') chosen.set(keyOf(setup), chosen.get(keyOf(setup)) ?? setup)
    return result
  }
  const entry: Extract<Entry, { readonly kind: 'function' }> = {
    kind: 'function',
    run: call,
    source: String(delegate),
    results,
    reason: () => readsReason(reads, path) ?? (results.has(UNCOMPARED) ? 'An expression in the options cannot be compared with patterns.' : undefined) ?? (chosen.size > 1 ? 'The function chooses other options for some origins, which one policy cannot express.' : undefined)
  }
  // The other options are those of the origins that it allows, which must be found first.
  await ruleOfFunction(entry, options, new Findings())
  const [first = WITHOUT_ACCESS] = chosen.values()
  const notes = [note('assumptions', 'delegator', 'A function chooses the options for each request. It was called with requests for GET.'), ...first.notes]
  return { ...first, library, origins: { kind: 'entries', entries: [entry] }, credentials: effectiveCredentials(first), notes }
}

/** Stands for an expression whose origins cannot be derived. */
const UNCOMPARED = '(?)'

/** Options with which no page can read anything. */
const WITHOUT_ACCESS: OldSetup = { library: '', origins: { kind: 'none' }, credentials: false, methods: [], allowedHeaders: [], exposedHeaders: [], preflights: true, status: 204, notes: [] }

/** Texts from which origins can be derived that options are about, once for each function and expression. */
function textsOf ({ origins }: OldSetup, known: Set<string>): readonly string[] {
  if (origins.kind !== 'entries') return []
  return origins.entries.flatMap(entry => {
    if (entry.kind === 'text' || entry.kind === 'pattern') return [entry.text]
    const source = entry.kind === 'function' ? entry.source : entry.expression.source
    if (known.has(source)) return []
    known.add(source)
    if (entry.kind === 'function') return textsIn(source)
    return samplesOfExpression(entry.expression) ?? [UNCOMPARED]
  })
}

/** Browsers accept no "*" with credentials. */
function effectiveCredentials ({ origins, credentials }: OldSetup): boolean {
  return credentials && !(origins.kind === 'every' && !origins.isEchoed)
}

function keyOf (setup: OldSetup): string {
  return JSON.stringify({ ...setup, origins: null, notes: null, credentials: effectiveCredentials(setup) })
}

/** Options, or what happens without them. */
type Chosen = { readonly value: unknown } | { readonly result: FunctionResult }

function optionsFor (delegate: Delegate, request: object, timeout: number): Promise<Chosen> {
  return new Promise(resolve => {
    const alarm = setTimeout(() => resolve({ result: 'gives no result' }), timeout)
    const end = (result: Chosen | Promise<Chosen>): void => {
      clearTimeout(alarm)
      resolve(result)
    }
    try {
      const returned = delegate(request, (error, options) => end(error ? { result: 'fails' } : { value: options })) as PromiseLike<unknown> | undefined
      // Fastify calls a function in place of options with the instance.
      if (typeof returned === 'function') end(optionsFor(returned as Delegate, request, timeout))
      if (typeof returned?.then === 'function') returned.then(value => end({ value }), () => end({ result: 'fails' }))
    } catch {
      end({ result: 'fails' })
    }
  })
}

/** Whether options allow an origin. */
async function resultFor ({ origins }: OldSetup, origin: string | undefined): Promise<FunctionResult> {
  if (origins.kind !== 'entries') return origins.kind === 'every' ? 'allows' : 'blocks'
  return entriesResult(origins, origin)
}

async function entriesResult ({ entries }: Extract<OldOrigins, { readonly kind: 'entries' }>, origin: string | undefined): Promise<FunctionResult> {
  for (const entry of entries) {
    if (entry.kind === 'function') {
      const result = await entry.run(origin)
      if (result !== 'blocks') return result
    } else if (origin !== undefined && (entry.kind === 'expression' ? matches(entry.expression, origin) : entry.text === origin)) return 'allows'
  }
  return 'blocks'
}
