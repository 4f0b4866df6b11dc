/** A configuration in shared terms → a policy and the report. */
import type { CorsMigration, CorsMigrationChange, CorsMigrationOptions, CorsMigrationVerdict } from '../../types/migration.ts'
import type { CorsDangerFlag, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { issuesOrThrow } from '../errors.ts'
import { asSent } from './sent-values.ts'
import { isLoopbackOrigin } from './origins/candidates.ts'
import { validatePolicy } from '../validate.ts'
import { preflightAndHeaderFields } from './preflight-and-header-fields.ts'
import { originsOf } from './origins.ts'
import { Findings, listText } from './report.ts'
import type { OldSetup } from './setup.ts'

export async function convert (given: OldSetup, options: CorsMigrationOptions): Promise<CorsMigration> {
  const setup = asSent(given)
  const findings = new Findings()
  for (const { in: kind, id, message } of setup.notes) findings.note(kind, id, message)
  if (setup.reason !== undefined) findings.change('closes', 'left-out', `${setup.reason} It is left out.`, { origin: 'https://any.example' }, () => true)
  const { origins, isEchoed, reason = setup.reason } = await originsOf(setup.origins, { credentials: setup.credentials, options, findings })
  const every = origins === '*'
  if (every && setup.credentials && isEchoed) return ofEveryone(setup, options, findings, reason)
  if (every && setup.credentials) {
    findings.note('withoutEffect', 'wildcard-with-credentials', 'No browser accepts "*" with credentials, so no page could send any. The policy has no credentials.')
  }
  if (setup.credentials && origins.includes('null')) {
    findings.change('closes', 'null-with-credentials', 'Any site can make a frame with the origin null, so no policy allows it with credentials.', { origin: 'null', credentials: true }, ({ origin }) => origin === 'null')
  }
  const allowed = setup.credentials && !every ? origins.filter(origin => origin !== 'null') : origins
  if (allowed !== '*') reportVariables(allowed, options, findings)
  const document = allowed.length === 0 ? undefined : documentOf(setup, allowed, setup.credentials && !every, options, findings)
  const onlyNull = origins.length > 0 && allowed.length === 0 ? 'The only origin is null, which no policy allows with credentials.' : undefined
  return resultOf(setup, document, reason ?? onlyNull, findings, options.acceptWider === true)
}

/** Origins that are in variables are better read at start. */
function reportVariables (origins: readonly string[], { variables = {} }: CorsMigrationOptions, findings: Findings): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    const entries = value.split(',').map(entry => entry.trim()).filter(entry => entry !== '')
    if (entries.length === 0 || !entries.every(entry => origins.includes(entry))) continue
    findings.note('assumptions', 'origins-in-variable',
      `The variable ${name} has ${listText(entries)}. To read it at start, replace ${entries.length === 1 ? 'it' : 'them'} in "origins" by ...parseOrigins(process.env, ${JSON.stringify(name)}), which rejects an unset variable. What did the other library do if it was unset?`)
  }
}

/** Every origin with credentials is never converted. The nearest policy has no credentials. */
function ofEveryone (setup: OldSetup, options: CorsMigrationOptions, findings: Findings, reason = 'Every site can read responses with the credentials of the user.'): CorsMigration {
  findings.note('questions', 'which-origins', 'Which sites are yours? List their origins. Only they should read responses with the credentials of a user.')
  const nearest = documentOf(setup, '*', false, options, new Findings())
  findings.change('closes', 'credentials-for-everyone', 'Pages of every site could read responses with the credentials of the user. The nearest policy allows none.', { origin: 'https://attacker.example', credentials: true }, ({ credentials }) => credentials)
  return { ...resultOf(setup, undefined, reason, findings, options.acceptWider === true), nearest }
}

function documentOf (setup: OldSetup, origins: '*' | readonly string[], credentials: boolean, options: CorsMigrationOptions, findings: Findings): CorsPolicyDocument {
  const origin = origins === '*' ? 'https://any.example' : origins[0]!.replace(/:\*$/, '').replace('*.', 'a.').replace('*', 'a')
  const fields = { origins, ...credentials && { credentials }, ...preflightAndHeaderFields(setup, { origin, credentials, options, findings }) }
  const flags = flagsFor(fields, findings)
  return validatePolicy(withoutInvalid({ ...fields, ...flags.length > 0 && { dangerouslyAllow: flags } }, findings))
}

/** Leaves out fields with values that no policy has, such as a cache control that caches ignore. */
function withoutInvalid (fields: Readonly<Record<string, unknown>>, findings: Findings): object {
  const issues = issuesOf(fields)
  const invalid = issues.map(({ path }) => path.split('/')[1]!)
  for (const { path, message } of issues) findings.note('withoutEffect', 'value-left-out', `${path.slice(1)}: ${message}`)
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !invalid.includes(name)))
}

const FLAG_OF: Readonly<Record<string, CorsDangerFlag>> = {
  'insecure-origin-with-credentials': 'insecure-origins',
  'public-suffix-wildcard-with-credentials': 'public-suffix-wildcards',
  'shared-host-pattern-with-credentials': 'shared-host-patterns',
  'null-origin': 'null-origin'
}

/** The dangerous flags that the policy needs, because the configuration allows what they allow. */
function flagsFor (fields: object, findings: Findings): readonly CorsDangerFlag[] {
  const flags: CorsDangerFlag[] = []
  // A pattern can need several flags, one of which shows at a time.
  for (;;) {
    const issues = issuesOf({ ...fields, dangerouslyAllow: flags })
    const needed = new Set(issues.flatMap(({ id }) => FLAG_OF[id] ?? []))
    if (needed.size === 0) return flags
    for (const flag of needed) {
      const values = issues.filter(({ id }) => FLAG_OF[id] === flag).map(({ value }) => String(value))
      findings.note('questions', `needs-${flag}`, `${listText(values)}: ${QUESTION_OF[flag]} The policy allows it with the flag "${flag}", as before.`)
      flags.push(flag)
    }
  }
}

function issuesOf (fields: object): readonly CorsPolicyIssue[] {
  try {
    validatePolicy(fields)
    return []
  } catch (error) {
    return issuesOrThrow(error)
  }
}

const QUESTION_OF: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'An attacker on the network can change such pages. Can you use https?',
  'public-suffix-wildcards': 'Anyone can register a name under this suffix. Can you list the origins?',
  'shared-host-patterns': 'Anyone can register such a name. Can you list the origins?',
  'null-origin': 'Any site can make a frame with this origin. Can you remove it?'
}

function resultOf ({ library, origins }: OldSetup, document: CorsPolicyDocument | undefined, reason: string | undefined, findings: Findings, isAccepted: boolean): CorsMigration {
  const closes = findings.changes('closes')
  // Wider policies are written with consent only.
  const [opens, others] = split(findings.changes('opens'), change => isAccepted || isOfLoopback(change))
  const widerOffers = [...findings.changes('widerOffers'), ...others]
  const isOff = document === undefined && reason === undefined && widerOffers.length === 0
  const verdict: CorsMigrationVerdict = isOff
    ? 'exact'
    : reason !== undefined
      ? 'not-convertible'
      : document === undefined || others.length > 0 || opens.some(change => !isOfLoopback(change))
        ? 'wider'
        : closes.length > 0 ? 'narrower' : 'exact'
  const isWritten = verdict !== 'not-convertible' && others.length === 0
  return {
    version: 1,
    place: null,
    library,
    verdict,
    summary: isOff ? offSummary(origins.kind === 'none') : summaryOf(verdict, isWritten && document !== undefined, reason, opens.length, closes.length),
    document: isWritten ? document ?? null : null,
    nearest: isWritten ? null : document ?? null,
    opens,
    widerOffers,
    closes,
    withoutEffect: findings.notes('withoutEffect'),
    lostGuards: findings.notes('lostGuards'),
    assumptions: findings.notes('assumptions'),
    bytes: findings.notes('bytes'),
    questions: findings.notes('questions')
  }
}

/** A pattern for any port of the user's computer also has the one without a port. */
function isOfLoopback ({ request, id }: CorsMigrationChange): boolean {
  return id === 'loopback-without-port' && isLoopbackOrigin(request.origin)
}

function split<T> (list: readonly T[], has: (entry: T) => boolean): readonly [having: readonly T[], others: readonly T[]] {
  return [list.filter(has), list.filter(entry => !has(entry))]
}

function offSummary (isMeant: boolean): string {
  return `No page of another origin could read a response${isMeant ? '' : ', because no origin in the configuration can match'}. Do not register the plugin, or only for the routes that need it.`
}

function summaryOf (verdict: CorsMigrationVerdict, hasDocument: boolean, reason: string | undefined, opens: number, closes: number): string {
  switch (verdict) {
    case 'exact': return `Exact: every page that could read still can, and no other${opens > 0 ? ', except pages on the computer of the user' : ''}.`
    case 'narrower': return `Narrower: no page gets more than before, and ${counted(closes)} closed.`
    case 'wider': return hasDocument
      ? `Wider: ${counted(opens)} opened${closes > 0 ? `, and ${counted(closes)} closed` : ''}.`
      : 'Only a wider policy can express this configuration. It is not written without your consent.'
    case 'not-convertible': return `Not convertible: ${reason!}`
  }
}

function counted (changes: number): string {
  return changes === 1 ? 'one access is' : `${changes} kinds of access are`
}
