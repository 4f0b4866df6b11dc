/** Changes a policy until it allows a request, one failure after the other. */
import type { SourceAddition } from '../../types/explanation.ts'
import type { CorsDangerFlag, CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { failureWithPolicy } from './failure-with-policy.ts'
import type { PolicyLocation } from './policy-location.ts'
import type { ResolvedQuestion } from './question.ts'
import { sourceChangeFor } from './source-change.ts'
import { suggestFix, type Failing } from './suggest-fix.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A changed policy that allows the request, and what must change outside it. The policy may be invalid. */
export interface Draft {
  readonly fields: Fields
  readonly messages: readonly string[]
  readonly addition: SourceAddition | null
  /** The addition as a sentence. */
  readonly additionMessage: string | undefined
  /** Flags that the fields contain. */
  readonly flags: readonly CorsDangerFlag[]
}

/** Changes the policy, failure by failure, until the page can read the response. Returns a message if that is impossible. */
export function draftFor (situation: PolicyResolution, location: PolicyLocation, question: ResolvedQuestion, failure: Failing): Draft | string {
  const { request } = question
  const { policy } = situation.subject
  let current = situation
  const failureUnder = (fields: Fields): Failing | undefined => failureWithPolicy(current, question, fields as unknown as CorsPolicy)
  const off = policy === false
  let fields: Fields = off ? { ...location.inherited, origins: [request.origin] } : { ...policy }
  const messages = off ? [`Turn CORS on for ${JSON.stringify(request.origin)}.`] : []
  let addition: Pick<Draft, 'addition' | 'additionMessage'> = { addition: null, additionMessage: undefined }
  const flags: CorsDangerFlag[] = []
  for (let failing = off ? failureUnder(fields) : failure; failing !== undefined; failing = failureUnder(fields)!) {
    const change = failing.code === 'allow-origin-missing' ? sourceChangeFor(current.readings, request.origin) : undefined
    if (change?.kind === 'none') return change.message
    if (change?.kind === 'addition') {
      addition = { addition: change.addition, additionMessage: change.message }
      current = { ...current, readings: change.readings }
      continue
    }
    if (change?.kind === 'flag') {
      flags.push('insecure-origins')
      fields = { ...fields, dangerouslyAllow: [...flagsIn(fields), 'insecure-origins'] }
      continue
    }
    const suggestion = suggestFix(fields as unknown as CorsPolicy, failing, request)
    if (suggestion === undefined) return unfixableMessage(situation, failing)
    fields = { ...fields, ...suggestion.fields }
    messages.push(suggestion.message)
  }
  return { fields, messages, ...addition, flags }
}

/** The flags of a policy. */
export function flagsIn (fields: Fields): readonly CorsDangerFlag[] {
  return (fields['dangerouslyAllow'] ?? []) as readonly CorsDangerFlag[]
}

function unfixableMessage ({ url, subject }: PolicyResolution, { code, parameter }: Failing): string {
  switch (code) {
    case 'allow-origin-missing': return 'No policy can allow this request: the origin is not a valid entry of `origins`.'
    case 'method-not-allowed':
      if (url === undefined) return `No policy can allow this request: Node does not support the method \`${parameter}\`.`
      return subject.kind === 'route'
        ? `No policy can allow this request: this version of Node cannot receive the method \`${parameter}\` over HTTP/1.`
        : `No policy can allow this request: no route of this URL has the method \`${parameter}\`.`
    case 'mixed-content': return 'No policy can allow this request. Serve the API over https.'
    case 'local-network':
      return 'No policy can allow this request. Serve the API under a public name with https, or let the user allow the local network for this page in the ' +
        'settings of the browser (`localNetwork: "granted"`).'
    case 'local-network-needs-https':
      return 'No policy can allow this request. Serve the page over https, and let the user allow the local network for it in the settings of the browser.'
    default: return 'No policy can allow this request: browsers block it.'
  }
}
