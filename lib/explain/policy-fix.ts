/** The smallest change of a policy that allows a request which it refuses. */
import type { PatchOperation, CorsPolicyFix } from '../../types/explanation.ts'
import type { CorsPolicy, CorsDangerFlag } from '../../types/policy.ts'
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { keysOf, locationText } from '../text/location.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { suggestFix, type Failing } from './suggest-fix.ts'
import { failureWith } from './failure-with.ts'
import { applyPatch } from './patch.ts'
import { policyLocation, type PolicyLocation } from './policy-location.ts'
import type { AskedQuestion } from './question.ts'
import { cautionOf, heirsOf, newFindings, verdictOf } from './verdict.ts'

/** The prohibition behind an issue. */
const FLAGS: ReadonlyMap<string, CorsDangerFlag> = new Map([
  ['insecure-origin-with-credentials', 'insecure-origins'],
  ['public-suffix-wildcard-with-credentials', 'public-suffix-wildcards'],
  ['null-origin', 'null-origin']
])

/** What lifting a prohibition means. */
const DANGERS: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'anyone on the network can speak for an http page, with the user\'s credentials',
  'public-suffix-wildcards': 'strangers register names under such a suffix',
  'null-origin': 'every sandboxed frame has this origin, of whatever site'
}

type Fields = Readonly<Record<string, unknown>>

/** A changed policy that allows the request, valid or not. */
interface Draft {
  readonly fields: Fields
  readonly words: readonly string[]
}

/** Computes the change; `none` where no policy can allow the request. */
export function policyFixFor (situation: PolicyResolution, question: AskedQuestion, failure: Failing): CorsPolicyFix {
  if (situation.origin === undefined) return noChange(noPlaceWords(situation))
  const place = policyLocation(situation.origin, situation.subject.kind)
  const draft = draftFor(situation, place, question, failure)
  if (typeof draft === 'string') return noChange(draft)

  const { origin } = question.request
  const patch = patchOf(place, draft.fields)
  const changed = applyPatch(place.root, patch)
  const issues = place.issuesOf(changed)
  if (issues.length === 0) {
    const findings = newFindings(place.findingsIn(place.root), place.findingsIn(changed))
    const { policy } = situation.subject
    // What a route writes itself nobody takes over.
    const heirs = place.in === 'route' ? [] : heirsOf(policy, situation.origin)
    const verdict = verdictOf(policy, draft.fields as unknown as CorsPolicy, heirs, findings)
    return change(verdict, place, draft, { patch, findings, origin })
  }

  const flags = [...new Set(issues.flatMap(({ id }) => FLAGS.get(id) ?? []))]
  const lifted = liftedPatch(place, draft, flags)
  const unsafe = applyPatch(place.root, lifted)
  if (flags.length === 0 || place.issuesOf(unsafe).length > 0) return change('refused', place, draft, { patch, issues, origin })
  const findings = newFindings(place.findingsIn(place.root), place.findingsIn(unsafe))
  return change('unsafe', place, draft, { patch: lifted, flags, findings, origin })
}

function change (
  verdict: CorsPolicyFix['verdict'], place: PolicyLocation, draft: Draft,
  more: Partial<CorsPolicyFix> & Pick<CorsPolicyFix, 'patch'> & { readonly origin: string }
): CorsPolicyFix {
  const { flags = [], issues = [], findings = [], origin } = more
  const words = [
    ...draft.words,
    ...flags.map(flag => `Put ${JSON.stringify(flag)} into \`dangerouslyAllow\`, which is unsafe: ${DANGERS[flag]}.`),
    ...cautionOf(verdict, origin, findings),
    ...issues.slice(0, 1).map(({ path, message }) =>
      `But such a policy is rejected: ${locationText(path)}: ${message}`)
  ]
  // An issue's value may be what JSON has not.
  const plain = JSON.parse(JSON.stringify(issues)) as CorsPolicyIssue[]
  return { verdict, in: place.in, patch: more.patch, flags, issues: plain, findings, words: `In ${place.words}: ${words.join(' ')}` }
}

function noChange (words: string): CorsPolicyFix {
  return { verdict: 'none', in: null, patch: [], flags: [], issues: [], findings: [], words }
}

/** Amends the policy, failing step by failing step, until the page may read the answer; a text says why it never may. */
function draftFor (situation: PolicyResolution, place: PolicyLocation, question: AskedQuestion, failure: Failing): Draft | string {
  const { request } = question
  const { policy } = situation.subject
  const failureUnder = (fields: Fields): Failing | undefined => failureWith(situation, question, fields as unknown as CorsPolicy)
  const off = policy === false
  let fields: Fields = off ? { ...place.inherited, origins: [request.origin] } : { ...policy }
  const words = off ? [`Allow ${JSON.stringify(request.origin)} where CORS is off now.`] : []
  for (let failing = off ? failureUnder(fields) : failure; failing !== undefined; failing = failureUnder(fields)!) {
    const amendment = suggestFix(fields as unknown as CorsPolicy, failing, request)
    if (amendment === undefined) return hopelessWords(situation, failing)
    fields = { ...fields, ...amendment.fields }
    words.push(amendment.words)
  }
  return { fields, words }
}

/** What must be written so that the policy has these fields. */
function patchOf ({ root, path, written, inherited }: PolicyLocation, fields: Fields): PatchOperation[] {
  const base: Fields = { ...inherited, ...(written === false ? undefined : written) }
  const changed = POLICY_FIELDS.filter(field => fields[field] !== base[field])
  if (typeof written === 'object' || path === '') {
    return changed.flatMap(field => operationsFor(`${path}/${field}`, (written as Fields | undefined)?.[field], fields[field]))
  }
  const override = Object.fromEntries(changed.map(field => [field, fields[field]]))
  if (written === false) return [{ op: 'replace', path, value: override }]
  const [parent = '', key] = keysOf(path)
  return key === undefined || parent in root
    ? [{ op: 'add', path, value: override }]
    : [{ op: 'add', path: `/${parent}`, value: { [key]: override } }]
}

/** A list that only grows is added to. */
function operationsFor (path: string, before: unknown, after: unknown): PatchOperation[] {
  if (before === undefined) return [{ op: 'add', path, value: after }]
  const grows = Array.isArray(before) && Array.isArray(after) && before.every((entry, i) => entry === after[i])
  return grows
    ? after.slice(before.length).map((value: unknown) => ({ op: 'add', path: `${path}/-`, value }))
    : [{ op: 'replace', path, value: after }]
}

function liftedPatch (place: PolicyLocation, { fields }: Draft, flags: readonly CorsDangerFlag[]): PatchOperation[] {
  const before = (fields['dangerouslyAllow'] ?? []) as readonly CorsDangerFlag[]
  return patchOf(place, { ...fields, dangerouslyAllow: [...before, ...flags] })
}

function noPlaceWords ({ subject }: PolicyResolution): string {
  switch (subject.kind) {
    case 'unreachable': return 'No policy helps: Fastify answers such a URL without running any plugin.'
    case 'uncertain': return 'No policy helps: it cannot be told with certainty which route the URL reaches.'
    default: return 'Register the plugin in a scope that covers the route.'
  }
}

function hopelessWords ({ url, subject }: PolicyResolution, { code, parameter }: Failing): string {
  switch (code) {
    case 'allow-origin-missing': return 'No policy helps: this is no text that a policy can list.'
    case 'method-not-allowed':
      if (url === undefined) return `No policy helps: no server on Node takes the method \`${parameter}\`.`
      return subject.kind === 'route'
        ? `No policy helps: this version of Node cannot receive the method \`${parameter}\` over HTTP/1.`
        : `No policy helps: no route of this URL has the method \`${parameter}\`.`
    default: return 'No policy helps: browsers refuse to make this request.'
  }
}
