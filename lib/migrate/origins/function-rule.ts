/** A function as a rule about origins: it is called with origins that are derived from what it shows and compares. */
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import type { Findings } from '../report.ts'
import { listText } from '../report.ts'
import type { FunctionResult } from '../setup.ts'
import { TriedOrigins, type FunctionEntry } from './tried-origins.ts'
import type { OriginRule } from './cover.ts'
import { samplesOfExpression, type ExpressionScope } from './expression-rule.ts'
import { originsFrom, textsIn } from './derived-origins.ts'

/** Origins that no configuration names, and those of usual pages in development. */
const UNTRUSTED = ['https://attacker.example', 'https://zq-7.test', 'https://a.b.c.example', 'https://203.0.113.9']
const INSECURE_UNTRUSTED = ['http://attacker.example', 'http://zq-7.test:8080']
const OTHERS = ['null', 'zq://a']
const USUAL = [
  'http://localhost', 'http://localhost:3000', 'http://localhost:5173', 'http://127.0.0.1:3000', 'https://localhost', 'https://localhost:3000',
  'capacitor://localhost', 'tauri://localhost', 'ionic://localhost', 'app://-'
]

/** What a function accepts, of the origins that it was called with. */
export interface FunctionRule {
  readonly scope: ExpressionScope
  readonly rule: OriginRule
  /** Whether a pattern stands for a test that looks for a text anywhere in the origin. */
  readonly isLoose: (pattern: string) => boolean
  /** Why the function cannot be converted; undefined if it can. */
  readonly reason: string | undefined
}

export async function ruleOfFunction (entry: FunctionEntry, options: CorsMigrationOptions, findings: Findings): Promise<FunctionRule> {
  const tried = new TriedOrigins(entry)
  await tried.all([...UNTRUSTED, ...INSECURE_UNTRUSTED, ...OTHERS, ...USUAL])
  tried.seed(...Object.values(options.variables ?? {}).filter(value => value !== undefined), ...textsIn(entry.source), ...entry.results, ...textsIn(options.sourceCode ?? ''))
  const texts = tried.texts()
  await tried.all(texts.flatMap(text => originsFrom(text, texts)))
  // What the function compared the derived origins with can lead to others.
  const more = tried.texts().filter(text => !texts.includes(text))
  await tried.all(more.flatMap(text => originsFrom(text, tried.texts())))
  for (const expression of tried.expressions()) {
    const samples = samplesOfExpression({ source: expression.source, flags: expression.flags, whole: false })
    if (samples !== undefined) await tried.all(samples)
  }
  if (scopeOf(tried) === 'some') {
    await tried.neighbors()
    await tried.neighbors()
    await tried.insides()
  }
  const unsteady = await tried.unsteady()
  report(tried, await entry.run(undefined), findings)
  return { scope: scopeOf(tried), rule: tried.rule(), isLoose: pattern => tried.isLoose(pattern), reason: entry.reason?.() ?? unsteadyReason(unsteady) ?? noOriginReason(tried) ?? anyOriginReason(tried) ?? exceptReason(tried) }
}

function unsteadyReason (origin: string | undefined): string | undefined {
  return origin === undefined ? undefined : `The function returned two different results for ${origin}. Which origins is it meant for?`
}

/** A function that allows no origin that was found can still be meant for one. */
function noOriginReason (tried: TriedOrigins): string | undefined {
  return tried.allowed().length > 0 ? undefined : `The function allowed none of ${tried.size} origins. Which origins is it meant for?`
}

/** A function can allow some origins that it cannot mean. */
function anyOriginReason (tried: TriedOrigins): string | undefined {
  if (scopeOf(tried) !== 'some') return undefined
  const unmeant = [...UNTRUSTED, ...INSECURE_UNTRUSTED, 'zq://a'].find(origin => tried.allows(origin))
  return unmeant === undefined ? undefined : `The function allows origins by a rule that no pattern describes, such as ${unmeant}. Which origins is it meant for?`
}

/** A function can allow every origin but some. */
function exceptReason (tried: TriedOrigins): string | undefined {
  if (scopeOf(tried) !== 'everything') return undefined
  const blocked = tried.blocked()
  return blocked === undefined ? undefined : `The function allows every origin but some, such as ${blocked}. A policy has no exceptions.`
}

function scopeOf (tried: TriedOrigins): ExpressionScope {
  if (!UNTRUSTED.every(origin => tried.allows(origin))) return 'some'
  if (!INSECURE_UNTRUSTED.every(origin => tried.allows(origin))) return 'every https origin'
  return OTHERS.every(origin => tried.allows(origin)) ? 'everything' : 'every http and https origin'
}

function report (tried: TriedOrigins, withoutOrigin: FunctionResult, findings: Findings): void {
  const allowed = tried.allowed()
  findings.note('assumptions', 'function-tried',
    `The function was called with ${tried.size} origins, and allowed ${allowed.length}${allowed.length > 0 ? `, such as ${listText(allowed.slice(0, 5))}` : ''}. For other origins, and at another time, nothing is proved.`)
  const refused = UNTRUSTED.map(origin => tried.get(origin))
  if (refused.includes('fails')) {
    findings.note('lostGuards', 'blocked-by-error',
      'The function blocks origins by an error, so the handler did not run and the response had status 500. With the policy, the handler runs, and the page cannot read its response. To stop such requests, add: app.addHook(\'onRequest\', app.cors.originGuard())')
  }
  if (refused.includes('gives no result')) findings.note('questions', 'function-without-result', 'The function returns nothing for some origins, and such requests hang. What was meant?')
  if (tried.hasLookups) findings.note('questions', 'look-up', 'The function looks origins up in a Set or a Map. If its content changes while the server runs, use a source: see docs/sources.md. The policy has the origins of now.')
  if (withoutOrigin === 'fails') findings.note('bytes', 'request-without-origin', 'Requests without Origin got an error from the function. They reach the application now.')
}
