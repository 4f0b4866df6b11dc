/** The origins of a configuration → the origins of a policy, and what opens and closes. */
import { isOriginPattern } from '../validate/origin-grammar.ts'
import { diagnose } from '../validate/origin-diagnosis.ts'
import { preview } from '../text/value-preview.ts'
import type { CorsMigrationOptions } from '../../types/migration.ts'
import type { Affects } from './affected-requests.ts'
import { PATH_REASON } from './origins/observed-request.ts'
import { cover, hostOfPattern, withoutCovered, type Cover, type OriginRule } from './origins/cover.ts'
import { expressionOf } from './origins/candidates.ts'
import { PREFIX } from './origins/derived-origins.ts'
import { coverExpression, matches } from './origins/expression-rule.ts'
import type { Expression } from './origins/expression.ts'
import { ruleOfFunction } from './origins/function-rule.ts'
import type { Findings } from './report.ts'
import type { Entry, OldOrigins } from './setup.ts'

/** The origins for a policy. */
export interface NewOrigins {
  readonly origins: '*' | readonly string[]
  /** Whether responses named the origin of each page, and not "*", so that browsers accept them with credentials. */
  readonly isEchoed: boolean
  /** Why no policy can express the configuration; undefined if one can. */
  readonly reason: string | undefined
}

interface Context {
  readonly credentials: boolean
  readonly options: CorsMigrationOptions
  readonly findings: Findings
}

export async function originsOf (old: OldOrigins, context: Context): Promise<NewOrigins> {
  if (old.kind === 'none') return { origins: [], isEchoed: false, reason: undefined }
  if (old.kind === 'every') return { origins: '*', isEchoed: old.isEchoed, reason: undefined }
  const parts: NewOrigins[] = []
  for (const entry of old.entries) parts.push(await entryOf(entry, context))
  const every = parts.find(({ origins }) => origins === '*')
  if (every !== undefined) return every
  return {
    origins: withoutCovered(parts.flatMap(({ origins }) => origins as readonly string[])),
    isEchoed: false,
    reason: parts.find(({ reason }) => reason !== undefined)?.reason
  }
}

async function entryOf (entry: Entry, context: Context): Promise<NewOrigins> {
  if (entry.kind === 'pattern' && isOriginPattern(entry.text)) return only(entry.text)
  if (entry.kind === 'text' || entry.kind === 'pattern') return ofText(entry.text, context.findings)
  if (entry.kind === 'expression') return ofExpression(entry.expression, context)
  const has = async (origin: string): Promise<boolean> => await entry.run(origin) === 'allows'
  const { scope, rule, isLoose, reason } = await ruleOfFunction(entry, context.options, context.findings)
  if (reason === PATH_REASON) context.findings.note('questions', 'depends-on-path', 'For which paths is the function meant, and which origins does it allow there?')
  const found = scope === 'some' ? ofCover(cover(rule), 'The function', { ...rule, isMeant: has }, context, isLoose) : ofScope(scope, 'The function', has, context)
  return { ...found, reason: reason ?? found.reason }
}

/** Whether a rule accepts an origin. */
type IsAccepted = (origin: string) => boolean | Promise<boolean>

/** Changes about the origins of a rule. */
function isOf (has: IsAccepted): Affects {
  return ({ subject, origin }) => subject === 'origin' && has(origin)
}

function only (...origins: string[]): NewOrigins {
  return { origins, isEchoed: false, reason: undefined }
}

function ofText (text: string, findings: Findings): NewOrigins {
  if (!text.includes('*') && isOriginPattern(text)) return only(text)
  const { fix } = diagnose(text)
  findings.note('withoutEffect', 'origin-never-matched', `${preview(text)} never matched, because no browser sends it as an origin.`)
  if (fix !== undefined && !fix.includes('*')) {
    findings.note('questions', 'origin-was-meant', `Was ${JSON.stringify(fix)} meant by ${preview(text)}? Its pages had no access, so add it only if they should have.`)
  }
  return only()
}

function ofExpression (expression: Expression, context: Context): NewOrigins {
  const name = `The expression /${expression.source}/`
  const covered = coverExpression(expression)
  if (covered === undefined) {
    context.findings.note('questions', 'expression-not-compared', `${name} has parts that cannot be compared with patterns. List the origins that it is meant for.`)
    context.findings.change('closes', 'expression-not-compared', `${name} is left out.`, { origin: 'https://any.example', credentials: context.credentials }, isOf(origin => matches(expression, origin)))
    return { ...only(), reason: `${name} cannot be compared with patterns.` }
  }
  if (covered.scope !== 'some') return ofScope(covered.scope, name, origin => matches(expression, origin), context)
  const found = covered.cover
  if (found.patterns.length + found.missing.length === 0) {
    context.findings.note('withoutEffect', 'expression-never-matched', `${name} matches no origin.`)
    return only()
  }
  const has = (origin: string): boolean => matches(expression, origin)
  return ofCover(found, name, { has, isMeant: has, names: () => true }, context)
}

function ofScope (scope: string, name: string, has: IsAccepted, { credentials, options, findings }: Context): NewOrigins {
  if (scope === 'everything') return { origins: '*', isEchoed: true, reason: undefined }
  const reason = `${name} accepts ${scope}.`
  const what = [`${reason} A policy can only allow any origin.`, { origin: scope === 'every https origin' ? 'http://attacker.example' : 'null' }] as const
  const isAccepted = options.acceptWider === true
  // With credentials, the nearest policy is for any origin.
  findings.change(isAccepted || credentials ? 'opens' : 'widerOffers', 'any-origin', ...what, ({ subject }) => subject === 'origin')
  if (credentials) return { origins: '*', isEchoed: true, reason }
  if (isAccepted) return { origins: '*', isEchoed: true, reason: undefined }
  findings.change('closes', 'any-origin-left-out', `${reason} It is left out.`, { origin: 'https://any.example' }, isOf(has))
  return { ...only(), reason }
}

function ofCover (
  { patterns, missing, wider, loopback }: Cover, name: string, { has, names, isMeant }: Pick<OriginRule, 'has' | 'names'> & { readonly isMeant: IsAccepted }, { credentials, options, findings }: Context, isLoose: (pattern: string) => boolean = () => false
): NewOrigins {
  const longer = (pattern: string): string => `${sampleOf(pattern)}.attacker.example`
  const suspect = patterns.filter(pattern => isLoose(pattern) || (pattern.includes('://*.') && has(longer(pattern))))
  // Of what a rule accepts that looks at a part of the origin, only what it names is meant.
  const kept = patterns.filter(pattern => !suspect.includes(pattern) && (suspect.length === 0 || names(hostOfPattern(pattern))))
  if (suspect.length > 0) {
    const witness = suspect.map(longer).find(has) ?? sampleOf(suspect.at(-1)!).replace('://', `://${PREFIX}`)
    findings.note('questions', 'substring-test', `${name} looks only at a part of the origin, so it also accepts ${witness}. Which origins are meant?`)
  }
  for (const origin of loopback) {
    findings.change('opens', 'loopback-without-port', `${origin}:* also covers ${origin} without a port, on the computer of the user.`, { origin, credentials }, isOf(other => other === origin))
  }
  const accepted = options.acceptWider === true ? wider : []
  for (const { pattern, opens } of wider) {
    findings.change(options.acceptWider === true ? 'opens' : 'widerOffers', 'wider-pattern', `${name} has no exact pattern. ${pattern} is wider.`, { origin: opens, credentials }, isOf(origin => matches({ source: expressionOf(pattern), flags: '', whole: true }, origin)))
  }
  const written = [...kept, ...accepted.map(({ pattern }) => pattern)]
  for (const origin of missing) {
    if (accepted.length > 0 && accepted.some(({ pattern }) => origin.startsWith(pattern.slice(0, 6)))) continue
    const witness = written.map(longer).find(has) ?? origin
    findings.change('closes', 'origin-not-covered', `${name} accepts origins that the policy does not have.`, { origin: witness, credentials }, isOf(isMeant))
  }
  const isUnsaid = suspect.length > 0 || (kept.length === 0 && wider.length === 0 && missing.length > 0)
  return { origins: written, isEchoed: false, reason: isUnsaid ? `${name} accepts origins that no pattern describes.` : undefined }
}

/** An origin that a pattern has. */
function sampleOf (pattern: string): string {
  return pattern.replace(/:\*$/, '').replace('*.', 'a.').replace('*', 'a')
}
