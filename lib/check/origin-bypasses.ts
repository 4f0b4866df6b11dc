/** Origins that a faulty comparison accepts as allowed ones. */
import { partsOf, type OriginParts } from './origin-parts.ts'
import type { CheckTarget } from './target.ts'

/** An origin that a faulty comparison accepts as an allowed one. */
export interface OriginVariant {
  readonly origin: string
  readonly cause: string
  /** Variants of one group have the same cause. Only the first that is allowed is reported. */
  readonly group: string
  /** The variant is not reported if one of this group was. */
  readonly unless?: string
}

/** Characters that browsers accept in a host, some of them only Safari. */
const HOST_CHARACTERS = [...'!"$&\'()+,;=~`{}']

/** The first of the allowed origins whose host is a domain. */
function firstDomainOrigin ({ allowed }: CheckTarget): OriginParts | undefined {
  return allowed.map(partsOf).find(({ protocol, hostname }) => /^https?:$/.test(protocol) && /\.[a-z][^.]*$/.test(hostname))
}

/** A synthetic sibling of the allowed origin below the same parent domain, or an untrusted origin if there is no such domain. */
export function siblingSubdomain (target: CheckTarget): string {
  const parent = parentOf(target)
  if (parent === undefined) return target.untrusted[0]
  const { protocol, port } = firstDomainOrigin(target)!
  return `${protocol}//${target.synthetic('sibling')}.${parent}${port === '' ? '' : `:${port}`}`
}

/** Whether an origin is below the parent domain of the allowed one. */
export function isSibling (origin: string, target: CheckTarget): boolean {
  const parent = parentOf(target)
  return parent !== undefined && origin.replace(/:\d+$/, '').endsWith(`.${parent}`)
}

/** The parent domain of the allowed origin; undefined if there is none, or if it is a top-level domain. */
function parentOf (target: CheckTarget): string | undefined {
  const { hostname } = firstDomainOrigin(target) ?? { hostname: '' }
  const parent = hostname.slice(hostname.indexOf('.') + 1)
  return parent.includes('.') ? parent : undefined
}

/** Variants that are valid origins of pages. */
export function bypassCandidates (target: CheckTarget): OriginVariant[] {
  const evil = `${target.synthetic('similar')}.example`
  const model = firstDomainOrigin(target)
  return [
    ...model === undefined ? [] : bypassesOf(model, evil, parentOf(target)),
    { group: 'localhost', unless: 'begin', origin: `http://localhost.${evil}`, cause: 'it begins with localhost' },
    { group: 'localhost', unless: 'begin', origin: `https://localhost.${evil}`, cause: 'it begins with localhost' },
    { group: 'localhost', unless: 'begin', origin: `http://localhost${evil}`, cause: 'it begins with localhost' },
    { group: 'localhost', unless: 'begin', origin: `http://127.0.0.1.${evil}`, cause: 'it begins with a loopback address' }
  ]
}

function bypassesOf ({ protocol, hostname, port }: OriginParts, evil: string, parent: string | undefined): OriginVariant[] {
  const at = (host: string, with_ = port): string => `${protocol}//${host}${with_ === '' ? '' : `:${with_}`}`
  const labels = hostname.split('.')
  const dots = [...hostname.matchAll(/\./g)].map(({ index }) => index)
  return [
    { group: 'begin', origin: at(`${hostname}.${evil}`), cause: 'it begins with an allowed host' },
    { group: 'begin', origin: `${protocol}//${hostname}${evil}`, cause: 'it begins with an allowed host' },
    { group: 'begin', origin: at(`${hostname}_.${evil}`), cause: 'an underscore ends the comparison' },
    { group: 'begin', origin: at(`${hostname}%60.${evil}`), cause: 'a percent-encoded character ends the comparison' },
    ...HOST_CHARACTERS.map(char => ({ group: 'begin', origin: at(`${hostname}${char}.${evil}`), cause: `the character ${char} ends the comparison` })),
    { group: 'end', origin: at(`evil${hostname}`), cause: 'it ends with an allowed host' },
    { group: 'end', origin: at(`evil-${hostname}`), cause: 'it ends with an allowed host' },
    ...parent === undefined ? [] : [{ group: 'end', origin: at(`evil${parent}`), cause: 'it ends with an allowed host' }],
    { group: 'middle', origin: at(`evil-${hostname}.${evil}`), cause: 'it contains an allowed host' },
    ...dots.map(index => ({ group: 'dot', unless: 'end', origin: at(`${hostname.slice(0, index)}x${hostname.slice(index + 1)}`), cause: 'a dot of the pattern matches any character' })),
    ...labels[0]!.length < 2 ? [] : [{ group: 'part', origin: at(hostname.slice(1)), cause: 'the first letter is missing' }],
    ...labels.length < 3 ? [] : [{ group: 'part', origin: at(labels.slice(0, -1).join('.')), cause: 'the last label is missing' }],
    { group: 'port', origin: at(hostname, port === '' ? '1' : ''), cause: 'it has another port than the allowed origin' }
  ]
}

/** Variants that are not valid origins: browsers do not send them. */
export function malformedVariants (target: CheckTarget): OriginVariant[] {
  const nonOrigins = [
    { group: 'word', origin: 'undefined', cause: 'it is the word undefined' },
    { group: 'word', origin: '*', cause: 'it is an asterisk' }
  ]
  const model = firstDomainOrigin(target)
  return model === undefined ? nonOrigins : [...malformedVariantsOf(model, target.untrusted[0]), ...nonOrigins]
}

function malformedVariantsOf ({ origin, protocol, hostname, port }: OriginParts, evil: string): OriginVariant[] {
  return [
    { group: 'case', origin: origin.toUpperCase(), cause: 'it is in upper case' },
    ...port === '' ? [{ group: 'begin', origin: `${origin}:${protocol === 'https:' ? 443 : 80}`, cause: 'it has the default port' }] : [],
    { group: 'begin', origin: `${protocol}//${hostname}.${port === '' ? '' : `:${port}`}`, cause: 'its host ends with a dot' },
    { group: 'begin', origin: `${origin}/`, cause: 'it ends with a slash' },
    { group: 'begin', origin: `${origin} ${evil}`, cause: 'it contains two origins' },
    { group: 'begin', origin: `${origin}, ${evil}`, cause: 'it is a list of origins' },
    { group: 'begin', origin: `${protocol}//${hostname}\t.${partsOf(evil).hostname}`, cause: 'it contains a tab' },
    { group: 'begin', origin: `${protocol}//${hostname}@${partsOf(evil).hostname}`, cause: 'it has a user name' },
    { group: 'begin', origin: `${protocol}//${hostname}\u00e9.${partsOf(evil).hostname}`, cause: 'it contains a character outside ASCII' },
    { group: 'begin', origin: `${origin}${'a'.repeat(5000)}`, cause: 'it has 5,000 additional characters' }
  ]
}
